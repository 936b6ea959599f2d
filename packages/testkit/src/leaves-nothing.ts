import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from './limits.js';

/** Runners set timers of their own between tests, of about 100 ms; counted at first, they would hide one that is left. */
const QUIET_MS = 200;

/**
 * Runs `body` and fails if the process holds more sockets, servers, timers, threads or files afterwards than before.
 * What holds the process is counted by kind (`process.getActiveResourcesInfo`); unreferenced handles are not seen.
 */
export async function leavesNothing(body: () => Promise<void>): Promise<void> {
  const before = await baseline();
  await body();
  const end = performance.now() + limits.goneMs;
  let left = excess(before);
  while (left.length > 0 && performance.now() < end) {
    await sleep(20);
    left = excess(before);
  }
  assert.equal(left.length, 0, `left behind: ${left.join(', ')}`);
}

async function baseline(): Promise<ReadonlyMap<string, number>> {
  // Some runners set the timer of a test only when its body has returned a promise.
  await sleep(1);
  const end = performance.now() + QUIET_MS;
  let counts = census();
  while ((counts.get('Timeout') ?? 0) > 0 && performance.now() < end) {
    await sleep(10);
    counts = census();
  }
  return counts;
}

function census(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function excess(before: ReadonlyMap<string, number>): string[] {
  const grown: string[] = [];
  for (const [kind, count] of census()) {
    const more = count - (before.get(kind) ?? 0);
    if (more > 0 && kind !== 'Immediate') grown.push(`${more} ${kind}`);
  }
  return grown;
}
