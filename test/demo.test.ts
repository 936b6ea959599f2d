import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const main = resolve(import.meta.dirname, '../examples/demo/main.mjs');
const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('outpool-demo-'));

/** Runs the demo; interrupts it once its output has matched, if that is wanted. */
async function demo(args: readonly string[], interruptAt?: RegExp): Promise<{ code: unknown; output: string; complaints: string }> {
  const child = spawn(process.execPath, [main, ...args], { cwd: join(main, '../..'), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (interruptAt?.test(output)) {
      interruptAt = undefined;
      child.kill('SIGINT');
    }
  });
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const [code] = await once(child, 'exit');
  return { code, output, complaints };
}

test('the demo prints one JSON document and nothing else, loses no call, and leaves nothing behind', { timeout: 90_000 }, async () => {
  const before = leftovers();
  const { code, output, complaints } = await demo(['--json', '--seconds', '4']);
  expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
  const { hosts, pools, calls, strategies, killed, recoveredMs } = JSON.parse(output);
  expect(hosts).toHaveLength(3);
  expect(pools).toHaveLength(11);
  expect(new Set(pools.map(({ type }: { type: string }) => type))).toEqual(new Set(['rdbms', 'riak', 'ldap', 'http', 'generic']));
  for (const pool of pools)
    expect(pool).toMatchObject({ state: 'ready', workers: expect.any(Number), calls: expect.any(Number), p50Ms: expect.any(Number) });
  expect(calls.started).toBeGreaterThan(100);
  expect(calls.ok + calls.failed).toBe(calls.started);
  expect(calls.unsettled).toBe(0);
  expect(strategies).toHaveLength(6);
  expect(killed).toBe(1);
  expect(recoveredMs).toBeGreaterThan(0);
  expect(leftovers()).toEqual(before);
});

test('an interrupt ends the demo soon, cleanly, and with its summary', { timeout: 90_000 }, async () => {
  const before = leftovers();
  const { code, output, complaints } = await demo(['--seconds', '60'], /pools for/);
  expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
  expect(output).toMatch(/calls through 6 strategies: .* 0 unsettled/);
  expect(leftovers()).toEqual(before);
});
