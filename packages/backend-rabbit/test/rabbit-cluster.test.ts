import { setTimeout as pause } from 'node:timers/promises';
import { createOutgoingPools, isPoolError } from '@outpool/core';
import { type RabbitCluster, type RabbitServer, requireServers, startRabbitCluster } from '@outpool/test-servers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRabbitError, RabbitBackend } from '../src/index.js';
import { eventually } from './attempt.js';
import { takeAll } from './take-all.js';

/** At least so many confirmed messages; half a million takes some minutes. */
const PUBLISHES = Number(process.env.OUTPOOL_RABBIT_PUBLISHES ?? 10_000);
const CALLERS = PUBLISHES > 100_000 ? 50 : 8;

describe.skipIf(!requireServers('rabbitmq'))('a rabbit pool on a cluster with a quorum queue', { retry: 2 }, () => {
  let cluster: RabbitCluster;
  beforeAll(async () => {
    cluster = await startRabbitCluster();
  });
  // Whatever the last try has left of it.
  beforeEach(async () => {
    await Promise.all(cluster.nodes.filter(({ running }) => !running).map((node) => node.start()));
  }, 90_000);
  afterAll(() => cluster[Symbol.asyncDispose]());

  const isWhole = async (node: RabbitServer): Promise<boolean> => {
    const online = await node.ctl('list_queues', '--no-table-headers', 'online');
    return cluster.nodes.every((one) => online.includes(one.node));
  };

  it(
    'confirms nothing that is not there, while the brokers are killed and restarted in turn',
    async () => {
      const name = `quorum ${crypto.randomUUID()}`; // each try counts its own messages
      const quorum = { name, arguments: { 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': 3 } };
      const connection = {
        servers: cluster.nodes.map(({ host, port }) => ({ host, port })),
        queues: [quorum],
        confirmsEnabled: true,
        confirmTimeoutMs: 5_000,
        channelsPerConnection: 2,
      };
      await using pools = await createOutgoingPools(
        { outgoingPools: [{ type: 'rabbit', pool: { workers: 6, callTimeoutMs: 10_000 }, connection }] },
        { backends: [RabbitBackend] },
      ).start();
      const pool = pools.get('rabbit');
      await eventually(() => pool.state === 'ready');

      const outcomes = new Map<string, string>();
      const confirmed = new Set<string>();
      const other: unknown[] = [];
      let accepted = 0;
      let killing = true;
      const caller = async (): Promise<void> => {
        while (pool.state !== 'closed' && (killing || confirmed.size < PUBLISHES)) {
          const id = String(accepted++);
          await pool
            .call((rabbit) => rabbit.publish('', name, id))
            .then(() => confirmed.add(id))
            .catch((error) => {
              if (!isPoolError(error) && !isRabbitError(error)) other.push(error);
              outcomes.set(id, error.sent === false ? 'NOT_SENT' : error.code);
            });
          await pause(1);
        }
      };
      const callers = Array.from({ length: CALLERS }, caller);
      do {
        for (const [index, node] of cluster.nodes.entries()) {
          await pause(500);
          await node.kill9();
          const before = confirmed.size;
          await eventually(() => confirmed.size > before + 10, 10_000);
          await node.start();
          await eventually(() => isWhole(cluster.nodes[(index + 1) % 3] as RabbitServer), 30_000);
        }
      } while (confirmed.size < PUBLISHES);
      killing = false;
      await Promise.all(callers);
      expect(other).toEqual([]);
      expect(confirmed.size + outcomes.size).toBe(accepted);
      await pools.stop();

      const all = await takeAll(cluster.nodes[0] as RabbitServer, name);
      const there = new Set(all);
      expect([...confirmed].filter((id) => !there.has(id))).toEqual([]);
      const never = ['QUEUE_TIMEOUT', 'QUEUE_OVERFLOW', 'POOL_DOWN', 'NOT_SENT'];
      expect([...outcomes].filter(([id, code]) => never.includes(code) && there.has(id))).toEqual([]);
      const unconfirmed = [...outcomes].filter(([id]) => there.has(id)).map(([, code]) => code);
      console.info(`confirmed ${confirmed.size}, all there; not confirmed ${count([...outcomes.values()])}`);
      console.info(`of those there nevertheless ${count(unconfirmed)}; twice in the queue ${all.length - there.size}`);
    },
    PUBLISHES * 2 + 120_000,
  );
});

function count(codes: readonly string[]): string {
  const counts = Object.entries(Object.groupBy(codes, (code) => code)).map(([code, all = []]) => `${all.length} ${code}`);
  return counts.length === 0 ? 'none' : counts.join(', ');
}
