import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { faultProxyCommand } from '../src/fault-proxy-command.js';
import { startFaultProxy } from '../src/fault-proxy.js';
import { runFaultCommand } from '../src/index.js';
import { LineServer, linePassword } from './line-server.js';

const server = new LineServer();
beforeAll(() => server.restart());
afterAll(() => server.kill());

/** One question to a line server: its answer, or the code of the error. */
async function ask(port: number, question: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  try {
    return await new Promise((resolve) => {
      socket.once('data', resolve).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      socket.once('end', () => resolve('the end'));
      socket.write(`${question}\n`);
    });
  } finally {
    socket.destroy();
  }
}

describe('a line of the fault proxy', () => {
  it('does what the method of that name does', async () => {
    await using proxy = await startFaultProxy(server);
    assert.equal(await runFaultCommand(proxy, 'set down latencyMs=40 sliceBytes=2'), '');
    assert.equal(await runFaultCommand(proxy, 'set jitterMs=1'), '');
    assert.deepEqual(proxy.status.down, { latencyMs: 40, sliceBytes: 2, jitterMs: 1 });
    assert.deepEqual(proxy.status.up, { jitterMs: 1 });
    await runFaultCommand(proxy, 'set latencyMs=');
    assert.equal(proxy.status.down.latencyMs, undefined);
    for (const arrival of ['blackHole', 'resetOnConnect', 'refuse'] as const) {
      await runFaultCommand(proxy, `  ${arrival} `);
      assert.equal(proxy.status.arrival, arrival);
    }
    await runFaultCommand(proxy, 'heal');
    await runFaultCommand(proxy, 'timeout 50');
    assert.equal(JSON.parse(await runFaultCommand(proxy, 'status')).arrival, 'timeout');
    await runFaultCommand(proxy, 'wait 5');
    assert.equal(await runFaultCommand(proxy, '# nothing'), '');
    assert.match(await runFaultCommand(proxy, 'help'), /^set \[up\|down\]/);
  });

  it('that makes no sense says why, and does nothing', async () => {
    await using proxy = await startFaultProxy(server);
    const refused: readonly (readonly [string, RegExp])[] = [
      ['explode', /unknown command "explode"; the commands are:\nset/],
      ['set speed=1', /unknown name "speed"; there are latencyMs/],
      ['set latencyMs', /expected latencyMs=NUMBER/],
      ['set latencyMs=fast', /latencyMs: NaN is not a number from 0/],
      ['timeout', /expected milliseconds, found ""/],
      ['reset now', /takes nothing behind it, found "now"/],
    ];
    for (const [line, saying] of refused) await assert.rejects(runFaultCommand(proxy, line), saying);
    assert.deepEqual([proxy.status.arrival, proxy.status.up, proxy.status.down], ['pass', {}, {}]);
  });
});

describe('the command outpool-fault-proxy', () => {
  const bin = resolve(import.meta.dirname, '../bin/outpool-fault-proxy.mjs');

  it('listens, takes orders while it runs, answers each, and quits', async () => {
    const child = spawn(process.execPath, [bin, '--do', 'set latencyMs=1', `127.0.0.1:${server.port}`]);
    const exit = once(child, 'exit');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const say = async (line: string): Promise<string> => {
      child.stdin.write(`${line}\n`);
      return (await lines.next()).value as string;
    };
    const [, port] = /^listening 127\.0\.0\.1:(\d+)$/.exec((await lines.next()).value as string) ?? [];
    assert.equal(await ask(Number(port), `hello ${linePassword}`), 'welcome\n');
    assert.equal(JSON.parse((await say('status')).slice(3)).up.latencyMs, 1);
    assert.equal(await say('resetOnConnect'), 'ok');
    assert.equal(await ask(Number(port), 'hello'), 'ECONNRESET');
    assert.match(await say('nonsense'), /^error: unknown command "nonsense"/);
    child.stdin.write('quit\n');
    assert.deepEqual(await exit, [0, null]);
  });

  it('goes on without its input until a signal ends it', async () => {
    const child = spawn(process.execPath, [bin, `127.0.0.1:${server.port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    const [first] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    assert.equal(await ask(Number(first.split(':').at(-1)), 'ping'), 'pong\n');
    child.kill('SIGTERM');
    assert.deepEqual(await exit, [0, null]);
  });

  it('ends with its input when told to', async () => {
    const input = new PassThrough();
    input.end('set latencyMs=1\n# a comment\nstatus\n');
    const output = new PassThrough();
    const code = await faultProxyCommand(['--until-eof', '--listen', '0', `127.0.0.1:${server.port}`], { input, output });
    const text = String(output.read());
    assert.equal(code, 0);
    assert.match(text, /^listening 127\.0\.0\.1:\d+\nok\nok\nok \{.*"latencyMs":1.*\}\n$/);
  });

  it('says what is wrong with its arguments, and how it is used', async () => {
    for (const args of [[], ['nowhere'], ['--do', 'explode', `127.0.0.1:${server.port}`], ['--fast', '127.0.0.1:1']]) {
      const refused = promisify(execFile)(process.execPath, [bin, ...args]);
      await assert.rejects(refused, (error: { code: number; stdout: string }) => {
        assert.equal(error.code, 2);
        assert.match(error.stdout, /^error: .*\n[\s\S]*outpool-fault-proxy \[options\] HOST:PORT/);
        return true;
      });
    }
    const { stdout } = await promisify(execFile)(process.execPath, [bin, '--help']);
    assert.match(stdout, /^outpool-fault-proxy \[options\]/);
  });
});
