import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { requireServers } from '../src/index.js';
import { processesOf } from '../src/processes.js';
import { RUN_FOLDER, runFolder } from '../src/run-folder.js';

const fixture = join(import.meta.dirname, 'fixtures/leave-servers.ts');
const hooks = join(import.meta.dirname, 'fixtures/ts-hooks.mjs');

/** Runs the fixture with a temporary folder of its own and tells what it leaves there, processes included. */
async function leftovers(way: string, kinds = '', kill?: NodeJS.Signals): Promise<{ started: boolean; left: string[] }> {
  const temporary = mkdtempSync(join(runFolder(), 'left-'));
  chmodSync(temporary, 0o755);
  try {
    const { [RUN_FOLDER]: _, ...env } = process.env;
    const child = spawn(process.execPath, ['--import', hooks, fixture, way, kinds], {
      env: { ...env, TMPDIR: temporary },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let output = '';
    const started = new Promise<void>((resolve) => {
      child.stdout.on('data', (data) => {
        output += data;
        if (output.includes('started')) resolve();
      });
      child.once('exit', () => resolve());
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await started;
    if (kill !== undefined) child.kill(kill);
    await ended;
    const left = (): string[] => [...readdirSync(temporary), ...processesOf(temporary).map(({ command }) => command)];
    for (let tries = 0; tries < 100 && left().length > 0; tries++) await sleep(50);
    return { started: output.includes('started'), left: left() };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

describe.skipIf(!requireServers('postgres', 'redis', 'nginx', 'rabbitmq'))('no process and no folder is left', () => {
  const nothing = { started: true, left: [] };
  it('when the process that started servers exits', async () => assert.deepEqual(await leftovers('exit'), nothing));
  it('when it ends by an error', async () => assert.deepEqual(await leftovers('fail'), nothing));
  it('when it is told to end', async () => assert.deepEqual(await leftovers('wait', '', 'SIGTERM'), nothing));
  it('when it is killed', async () => assert.deepEqual(await leftovers('wait', 'postgres rabbitmq', 'SIGKILL'), nothing));
  it('when it is killed while its servers are paused', async () => assert.deepEqual(await leftovers('pause', 'postgres'), nothing));
});
