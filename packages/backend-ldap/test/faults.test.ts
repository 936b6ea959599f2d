import { setTimeout as sleep } from 'node:timers/promises';
import type { OutgoingPools } from '@outpool/core';
import { requireServers, type SlapdPair, type SlapdServer, startSlapd, startSlapdPair } from '@outpool/test-servers';
import { type FaultProxy, startFaultProxy } from '@outpool/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminOf, drivers, openSockets, poolsOf } from './attempt.js';

const CALL_MS = 1_500;
const GRACE_MS = 300;
/** A machine that does much else may be late by so much. */
const SPARE_MS = 1_500;

interface Stage {
  readonly server: SlapdServer;
  readonly proxy: FaultProxy;
}

interface Fault {
  /** The network does it, and not the server. */
  readonly network?: boolean;
  begin(stage: Stage): unknown;
  /** The time to be whole again begins here. */
  end(stage: Stage): unknown;
}

const faults: Readonly<Record<string, Fault>> = {
  'kill -9 and a restart': { begin: ({ server }) => server.kill9(), end: ({ server }) => server.start() },
  'an orderly restart': { begin: ({ server }) => server.stop(), end: ({ server }) => server.start() },
  'a server that hangs (SIGSTOP)': { begin: ({ server }) => server.pause(), end: ({ server }) => server.resume() },
  'a black hole': {
    network: true,
    begin: ({ proxy }) => {
      proxy.halfOpen();
      proxy.blackHole();
    },
    end: ({ proxy }) => proxy.heal(),
  },
  'resets in the middle of answers': {
    network: true,
    begin: async ({ proxy }) => {
      proxy.set({ sliceBytes: 5, sliceDelayMs: 1 });
      for (let n = 0; n < 5; n++) {
        await sleep(60);
        proxy.reset();
      }
    },
    end: ({ proxy }) => proxy.heal(),
  },
};

describe.skipIf(!requireServers('slapd')).each(drivers)('faults under load, by %s', (driver) => {
  let server: SlapdServer;
  beforeAll(async () => {
    server = await startSlapd({ people: 20 });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(Object.entries(faults))(
    '%s: each call ends once and in time, no write is done twice, and the pool is whole again',
    async (name, fault) => {
      const before = openSockets();
      await using proxy = await startFaultProxy({ host: server.host, port: server.port });
      const { host, port } = fault.network ? proxy : server;
      const tag = name.replace(/\W+/g, '-');
      await using pools = await poolsOf(
        {
          workers: 4,
          callTimeoutMs: CALL_MS,
          cancelGraceMs: GRACE_MS,
          connectTimeoutMs: 500,
          keepaliveIntervalMs: 300,
          pingTimeoutMs: 300,
        },
        adminOf({ rootDn: server.rootDn, password: server.password, host, port }, { driver, connectIntervalMs: 500 }),
      ).start();
      const pool = pools.get('ldap');
      await expect.poll(() => pool.health().status).toBe('up');
      const load = new Load(pools, server, tag);
      await sleep(250);
      await fault.begin({ server, proxy });
      await sleep(700);
      await fault.end({ server, proxy });
      const back = performance.now();
      const serves = () =>
        pool
          .call((ldap) => ldap.whoAmI(), { timeoutMs: 500 })
          .then(
            () => pool.health().status,
            (error) => error.code,
          );
      await expect.poll(serves, { timeout: 5_000, interval: 5 }).toBe('up');
      expect(performance.now() - back).toBeLessThan(2_000);
      await sleep(200);
      await load.stop();
      load.check();
      const there = await server.ask((client) =>
        client.search(server.people, { filter: `(uid=${tag}-*)`, attributes: ['uid'], timeLimit: 0 }),
      );
      const written = new Set(there.searchEntries.map(({ uid }) => String(uid)));
      expect(load.acknowledged.filter((uid) => !written.has(uid))).toEqual([]);
      expect(load.neverSent.filter((uid) => written.has(uid))).toEqual([]);
      await pools.stop();
      await proxy.close();
      await expect.poll(() => server.connections()).toBe(0);
      // Node.js goes on listing sockets that the proxy has reset.
      if (!fault.network) await expect.poll(openSockets).toBeLessThanOrEqual(before);
    },
  );
});

/** Readers and writers, each with its next call when the last has ended. */
class Load {
  readonly acknowledged: string[] = [];
  readonly neverSent: string[] = [];
  readonly #codes = new Map<string, number>();
  readonly #identities = new Set<string>();
  readonly #callers: Promise<void>[] = [];
  #running = true;
  #began = 0;
  #ended = 0;
  #late = 0;

  constructor(pools: OutgoingPools, { people }: SlapdServer, tag: string) {
    const pool = pools.get('ldap');
    for (let caller = 0; caller < 15; caller++) {
      this.#caller(async () => {
        this.#identities.add(await pool.call((ldap, { signal }) => ldap.whoAmI({ signal }), { idempotent: true }));
        const { entries } = await pool.call((ldap, { signal }) => ldap.search(people, { filter: '(uid=u*)', signal }), {
          idempotent: true,
        });
        if (entries.length !== 20) throw Object.assign(new Error(), { code: `${entries.length} entries` });
      }, 2);
      this.#caller(async (round) => {
        const uid = `${tag}-${caller}-${round}`;
        const entry = { objectClass: 'inetOrgPerson', uid, cn: uid, sn: uid };
        try {
          await pool.call((ldap, { signal }) => ldap.add(`uid=${uid},${people}`, entry, { signal }));
          this.acknowledged.push(uid);
        } catch (error) {
          const { code, sent } = error as { code: string; sent?: boolean };
          if (sent === false || code === 'QUEUE_TIMEOUT' || code === 'POOL_DOWN') this.neverSent.push(uid);
          throw error;
        }
      }, 1);
    }
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#callers);
  }

  check(): void {
    expect(this.#ended).toBe(this.#began);
    expect(this.#late).toBe(0);
    expect(this.acknowledged.length).toBeGreaterThan(20);
    // Nobody was served by a connection that was not bound, and no write met itself.
    expect([...this.#identities]).toEqual(['dn:cn=admin,dc=pool,dc=test']);
    const allowed = ['ok', 'CONNECTION_LOST', 'POOL_DOWN', 'QUEUE_TIMEOUT', 'CALL_TIMEOUT', 'UNAVAILABLE'];
    expect([...this.#codes.keys()].filter((code) => !allowed.includes(code))).toEqual([]);
  }

  #caller(work: (round: number) => Promise<void>, calls: number): void {
    const run = async (): Promise<void> => {
      for (let round = 0; this.#running; round++) {
        this.#began++;
        const began = performance.now();
        const code = await work(round).then(
          () => 'ok',
          (error) => String(error.code ?? error),
        );
        this.#ended++;
        this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
        if (performance.now() - began > calls * (CALL_MS + GRACE_MS) + SPARE_MS) this.#late++;
        await sleep(2);
      }
    };
    this.#callers.push(run());
  }
}

describe.skipIf(!requireServers('slapd')).each(drivers)('a provider and its copy, by %s', (driver) => {
  let pair: SlapdPair;
  beforeAll(async () => {
    pair = await startSlapdPair({ people: 5 });
  });
  afterAll(() => pair[Symbol.asyncDispose]());

  const both = () => ({
    ...adminOf(pair.provider, { driver, connectIntervalMs: 500 }),
    servers: [pair.provider, pair.consumer].map(({ host, port }) => ({ host, port })),
  });

  it('uses the copy only while the provider is down', async () => {
    await using pools = await poolsOf({ workers: 3 }, both()).start();
    const pool = pools.get('ldap');
    await expect.poll(() => pool.health().status).toBe('up');
    const held = async () => [await pair.provider.connections(), await pair.consumer.connections()];
    // The copy holds one to its provider.
    expect(await held()).toEqual([4, 0]);
    await pair.provider.kill9();
    const read = () => pool.call((ldap) => ldap.search(pair.consumer.people, { filter: '(uid=u3)' }), { idempotent: true });
    for (let n = 0; n < 20; n++) expect((await read()).entries).toHaveLength(1);
    await expect.poll(() => pool.health().status, { timeout: 5_000 }).toBe('up');
    expect(await pair.consumer.connections()).toBe(3);
    await pair.provider.start();
    await expect.poll(held, { timeout: 20_000 }).toEqual([4, 0]);
  });

  it('starts while the first server is down, and with one that does not know the password', async () => {
    await pair.provider.stop();
    await using pools = await poolsOf({ workers: 2, startTimeoutMs: 5_000 }, both()).start();
    expect(await pools.get('ldap').call((ldap) => ldap.whoAmI())).toBe(`dn:${pair.consumer.rootDn}`);
    await pair.provider.start();
  });
});
