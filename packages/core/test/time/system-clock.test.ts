import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { outsideCallers, systemClock } from '../../src/time/system-clock.js';

const run = promisify(execFile);

describe('the system clock', () => {
  it('calls back not before the delay is over', async () => {
    const began = systemClock.now();
    await new Promise<void>((resolve) => systemClock.setTimer(resolve, 10.5));
    expect(systemClock.now() - began).toBeGreaterThan(10);
  });

  it('does not call back after a cancel', async () => {
    let called = false;
    systemClock.setTimer(() => (called = true), 1).cancel();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(called).toBe(false);
  });

  it('holds the process while a timer is pending', () => {
    const held = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = held();
    const timer = systemClock.setTimer(() => {}, 60_000);
    expect(held()).toBe(before + 1);
    timer.cancel();
    expect(held()).toBe(before);
  });

  it('holds it with some timers only if they say so when nothing else does', () => {
    const held = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const listeners = process.listenerCount('beforeExit');
    const before = held();
    let needed = false;
    const timer = systemClock.setTimer(
      () => {},
      60_000,
      () => needed,
    );
    process.emit('beforeExit', 0);
    expect(held()).toBe(before);
    needed = true;
    process.emit('beforeExit', 0);
    expect(held()).toBe(before + 1);
    timer.cancel();
    expect([held(), process.listenerCount('beforeExit')]).toEqual([before, listeners]);
  });

  it('lets a process end that waits for nothing, and answers one that waits for a deadline', async () => {
    const clock = JSON.stringify(new URL('../../src/time/system-clock.ts', import.meta.url).href);
    const program = (holds: boolean) => `
      const { systemClock } = await import(${clock});
      systemClock.setTimer(() => console.log('fired'), 300, () => ${holds});`;
    const outputs = await Promise.all(
      [true, false].map((holds) => run(process.execPath, ['--input-type=module', '--eval', program(holds)], { timeout: 20_000 })),
    );
    expect(outputs.map(({ stdout }) => stdout)).toEqual(['fired\n', '']);
  });

  it('takes delays that a Node.js timer cannot, without firing at once', async () => {
    let called = 0;
    const timers = [2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY].map((delayMs) => systemClock.setTimer(() => called++, delayMs));
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const timer of timers) timer.cancel();
    expect(called).toBe(0);
  });

  it('runs timers, turns and what is done outside callers in no async context of anybody', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen = await storage.run('mine', async () => [
      await new Promise((resolve) => systemClock.setTimer(() => resolve(storage.getStore()), 1)),
      await new Promise((resolve) => systemClock.nextTurn(() => resolve(storage.getStore()))),
      outsideCallers(() => storage.getStore()),
    ]);
    expect(seen).toEqual([undefined, undefined, undefined]);
  });

  it('gives each turn to what lies in the loop first', async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.nextTurn(() => {
        order.push('turn');
        resolve();
      });
      Promise.resolve().then(() => order.push('microtask'));
    });
    expect(order).toEqual(['microtask', 'turn']);
  });
});
