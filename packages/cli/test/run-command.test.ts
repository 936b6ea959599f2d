import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from '../src/run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'outpool-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const here = resolve(import.meta.dirname, '..'); // its devDependencies are generic and redis

async function outpool(args: readonly string[], cwd = here): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await runCommand(args, { cwd, write: (text) => (out += text), complain: (text) => (err += text) });
  return { code, out, err };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('outpool check', () => {
  it('is content with a sound config', async () => {
    const path = file('sound.json', '{ "outgoing_pools": [{ "type": "redis" }] }');
    expect(await outpool(['check', path])).toEqual({ code: 0, out: `${path}: no problems\n`, err: '' });
  });

  it('prints every problem with its place, and fails', async () => {
    const path = file('wrong.json', '{ "outgoing_pools": [\n  { "type": "redis", "pool": { "workers": 0 } },\n  { "type": "rediss" } ] }');
    const { code, out, err } = await outpool(['check', path]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(`2 problems in the config:
  ${path}:2:43: outgoing_pools[0].pool.workers: expected a number >=1, found 0
  ${path}:3:13: outgoing_pools[1].type: unknown type "rediss", did you mean "redis"?
`);
  });
});

describe('outpool schema', () => {
  it('prints the schema for the backends among the dependencies', async () => {
    const { code, out, err } = await outpool(['schema']);
    expect([code, err]).toEqual([0, '']);
    const { definitions } = JSON.parse(out) as { definitions: object };
    expect(Object.keys(definitions)).toEqual(['entry', 'pool', 'generic.pool', 'generic.connection', 'redis.pool', 'redis.connection']);
  });

  it('takes backends and strategies of the application itself', async () => {
    const { code, out } = await outpool(['schema', './test/own-plugins.ts', '@outpool/backend-redis']);
    const { definitions } = JSON.parse(out) as {
      definitions: Record<string, { properties: { level: object; strategy: { enum: string[] } } }>;
    };
    expect(code).toBe(0);
    expect(definitions['own.connection']?.properties.level).toMatchObject({ type: 'integer', description: 'How high.' });
    expect(definitions['redis.pool']?.properties.strategy.enum).toContain('odd');
  });

  it('says so where there is none, or one cannot be loaded', async () => {
    file('package.json', '{ "dependencies": { "left-pad": "1" } }');
    expect(await outpool(['schema'], folder)).toMatchObject({ code: 2, err: expect.stringContaining('name the packages or files') });
    expect(await outpool(['schema', './absent.js'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('./absent.js could not be loaded'),
    });
    expect(await outpool(['schema', 'no-such-package'])).toMatchObject({ code: 2 });
  });
});

describe('outpool', () => {
  it('says how to use it', async () => {
    expect(await outpool(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('outpool check FILE') });
    expect(await outpool([])).toMatchObject({ code: 2, err: expect.stringContaining('outpool check FILE') });
    expect(await outpool(['check'])).toMatchObject({ code: 2 });
    expect(await outpool(['--wat'])).toMatchObject({ code: 2, err: expect.stringContaining('--wat') });
  });
});
