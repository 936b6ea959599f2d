import type { BackendCases } from './backend-cases.js';
import { contractCases } from './contract-cases.js';
import { networkCases } from './network-cases.js';
import { poolCases } from './pool-cases.js';
import { type Case, checkSkips, runCases } from './runner.js';

const everyCase: readonly Case<BackendCases>[] = [...contractCases, ...networkCases, ...poolCases];

/**
 * Declares the cases that every backend has to pass, ours and yours. Each fails when it leaves anything behind: a
 * socket, a timer, a thread. Give the runner 30 s for each.
 *
 * ```ts
 * testBackend({
 *   describe, it, name: 'redis', backend: RedisBackend,
 *   options: () => ({ host: server.host, port: server.port }),
 *   work: (redis) => redis.client.get('k'),
 * });
 * ```
 * @throws TypeError when a skip has no reason or names no case
 */
export function testBackend<Connection>(setup: BackendCases<Connection>): void {
  const skips = setup.skip ?? [];
  checkSkips(
    everyCase.map((each) => each.name),
    skips,
  );
  const cases = setup.network === false ? everyCase.filter((each) => !networkCases.includes(each)) : everyCase;
  setup.describe(`backend ${setup.name}`, () => runCases(setup, cases, setup as BackendCases, skips));
}
