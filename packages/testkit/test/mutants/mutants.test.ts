import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { limits } from '../../src/limits.js';
import { testBackend } from '../../src/test-backend.js';
import type { LineBackend, LineConnection } from '../line-backend.js';
import { lineCases } from '../line-cases.js';
import { LineServer } from '../line-server.js';
import { Recorder } from '../recorder.js';
import { type Mutant, mutants } from './mutants.js';

const server = new LineServer();
const sound = await readFile(resolve(import.meta.dirname, '../line-backend.ts'), 'utf8');
const caught: (readonly [mutant: string, caughtBy: string])[] = [];
let folder: string;

beforeAll(async () => {
  Object.assign(limits, { promptMs: 700, connectMs: 1_500, goneMs: 700 });
  // Outside of the repository: a test run that is cut short leaves nothing in it.
  folder = await mkdtemp(join(tmpdir(), 'outpool-mutants-'));
  await symlink(resolve(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  await server.restart();
});

afterAll(async () => {
  await server.kill();
  await rm(folder, { recursive: true });
  console.log(table());
});

/** A copy of the sound backend, patched. */
async function broken({ name, patches }: Mutant, index: number): Promise<typeof LineBackend> {
  let source = sound;
  for (const [from, to] of patches) {
    assert.equal(source.split(from).length, 2, `${name}: the source has this not once: ${from}`);
    source = source.replace(from, () => to);
  }
  const file = join(folder, `mutant-${index}.ts`);
  await writeFile(file, source);
  return ((await import(file)) as { LineBackend: typeof LineBackend }).LineBackend;
}

describe('the kit catches a backend in which', () => {
  for (const [index, mutant] of mutants.entries()) {
    it(`${mutant.name} (${mutant.caughtBy})`, { retry: 0 }, async () => {
      const { describe, it, run } = recorder();
      testBackend<LineConnection>({ describe, it, backend: await broken(mutant, index), ...lineCases(server) });
      await assert.rejects(run(mutant.caughtBy), mutant.saying);
      caught.push([mutant.name, mutant.caughtBy]);
    });
  }

  it('is broken in at least twenty ways, each a different one', () => {
    assert.ok(mutants.length >= 20);
    assert.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length);
    assert.equal(caught.length, mutants.length);
  });
});

function recorder() {
  const one = new Recorder();
  return { describe: one.describe, it: one.it, run: (name: string) => one.run(name) };
}

function table(): string {
  const width = Math.max(...caught.map(([mutant]) => mutant.length));
  return [
    `${caught.length} of ${mutants.length} mutants were caught:`,
    ...caught.map(([mutant, by]) => `  ${mutant.padEnd(width)}  -> ${by}`),
  ].join('\n');
}
