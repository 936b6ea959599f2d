import type { BackendCases } from './backend-cases.js';
import { contractCases } from './contract-cases.js';
import { errorCases } from './error-cases.js';
import { faultCases } from './fault-cases.js';
import { leakCases } from './leak-cases.js';
import { checkCapabilities } from './needs.js';
import { networkCases } from './network-cases.js';
import { poolCases } from './pool-cases.js';
import { type Case, checkSkips, runCases } from './runner.js';

const ofTheNetwork: readonly Case<BackendCases>[] = [...networkCases, ...faultCases];
const everyCase: readonly Case<BackendCases>[] = [...contractCases, ...errorCases, ...leakCases, ...ofTheNetwork, ...poolCases];

/** The name of every case, in order. */
export const backendCaseNames: readonly string[] = everyCase.map((each) => each.name);

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
 * @throws TypeError when a skip or a capability has no reason, when a skip names no case, or when a capability is
 * promised for which the setup lacks the means
 */
export function testBackend<Connection>(setup: BackendCases<Connection>): void {
  const subject = setup as BackendCases;
  const skips = setup.skip ?? [];
  checkSkips(backendCaseNames, skips);
  checkCapabilities(subject);
  const cases = setup.network === false ? everyCase.filter((each) => !ofTheNetwork.includes(each)) : everyCase;
  setup.describe(`backend ${setup.name}`, () => runCases(setup, cases, subject, skips));
}
