import 'reflect-metadata';
import { readdir } from 'node:fs/promises';
import { container } from 'tsyringe';
import { describe, expect, it } from 'vitest';

describe('importing', () => {
  it('the core, every file of it, registers nothing in the root container', async () => {
    const before = new Set(Reflect.get(container, '_registry')._registryMap.keys());
    const source = new URL('../../src/', import.meta.url);
    const files = (await readdir(source, { recursive: true })).filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) await import(new URL(file, source).href);
    expect(new Set(Reflect.get(container, '_registry')._registryMap.keys())).toEqual(before);
  });
});
