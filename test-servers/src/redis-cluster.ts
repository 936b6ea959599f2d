import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { type RedisOptions, type RedisServer, startRedis } from './redis.js';

const SLOTS = 16_384;
const MASTERS = 3;

/** A Redis Cluster of three masters with a replica each, with `tls` encrypted among them, too. It takes a server for dead after 1.5 s. */
export async function startRedisCluster(options: Pick<RedisOptions, 'password' | 'tls'> = {}): Promise<RedisCluster> {
  const auth = options.password === undefined ? [] : [`masterauth ${JSON.stringify(options.password)}`];
  const secured = options.tls ? ['tls-cluster yes', 'tls-replication yes'] : [];
  const buses = new Map<RedisServer, number>();
  const servers = await Promise.all(
    Array.from({ length: 2 * MASTERS }, async () => {
      const bus = await freePort();
      const lines = ['cluster-enabled yes', `cluster-port ${bus}`, 'cluster-node-timeout 1500', 'cluster-require-full-coverage no'];
      const server = await startRedis({ ...options, config: [...lines, 'repl-diskless-sync-delay 0', ...auth, ...secured] });
      buses.set(server, bus);
      return server;
    }),
  );
  const cluster = new RedisCluster(servers);
  try {
    await cluster.form(buses, options.tls !== undefined);
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

export class RedisCluster implements AsyncDisposable {
  /** The first three were masters at first, each with the replica three places later. */
  readonly servers: readonly RedisServer[];

  /** @internal `startRedisCluster` makes it. */
  constructor(servers: readonly RedisServer[]) {
    this.servers = servers;
  }

  /** @internal */
  async form(buses: ReadonlyMap<RedisServer, number>, tls: boolean): Promise<void> {
    const masters = this.servers.slice(0, MASTERS);
    const border = (index: number): number => Math.round((index * SLOTS) / MASTERS);
    await Promise.all(masters.map((one, index) => one.command('CLUSTER', 'ADDSLOTSRANGE', border(index), border(index + 1) - 1)));
    await Promise.all(this.servers.map((one, index) => one.command('CLUSTER', 'SET-CONFIG-EPOCH', index + 1)));
    const [first, ...others] = this.servers;
    for (const other of others)
      await first?.command('CLUSTER', 'MEET', other.host, tls ? other.tlsPort : other.port, buses.get(other) ?? 0);
    const ids = await Promise.all(masters.map((one) => one.command<string>('CLUSTER', 'MYID')));
    await Promise.all(
      this.servers
        .slice(MASTERS)
        .map((replica, index) =>
          eventually('a replica knows its master', async () => (await replica.command('CLUSTER', 'REPLICATE', ids[index] ?? '')) === 'OK'),
        ),
    );
    await this.settled();
  }

  /** Every server that runs sees all six, all slots served, and every replica in step. */
  async settled(): Promise<void> {
    await eventually('a cluster whose servers agree', async () => {
      const views = await Promise.all(
        this.servers.map(
          async (one) => (await one.command<string>('CLUSTER', 'INFO')) + (await one.command<string>('INFO', 'replication')),
        ),
      );
      const whole = /cluster_state:ok.*cluster_slots_ok:16384.*cluster_known_nodes:6\b/s;
      return views.every((view) => whole.test(view) && (/role:master/.test(view) || /master_link_status:up/.test(view)));
    });
  }

  /** The server that serves a slot, as the others see it. */
  async masterOf(slot: number): Promise<RedisServer> {
    const asked = this.servers.find(({ running }) => running);
    const ranges = (await asked?.command<[number, number, [string, number]][]>('CLUSTER', 'SLOTS')) ?? [];
    const port = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1];
    const server = this.servers.find((one) => one.port === port);
    if (server === undefined) throw new Error(`nobody serves the slot ${slot}`);
    return server;
  }

  /** Moves a slot with its keys to another master, as resharding does, while clients go on. */
  async moveSlot(slot: number, to: RedisServer): Promise<void> {
    const from = await this.masterOf(slot);
    const [source, target] = await Promise.all([from, to].map((one) => one.command<string>('CLUSTER', 'MYID')));
    await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source ?? '');
    await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target ?? '');
    for (;;) {
      const keys = await from.command<string[]>('CLUSTER', 'GETKEYSINSLOT', slot, 100);
      if (keys.length === 0) break;
      const login = from.password === undefined ? [] : ['AUTH', from.password];
      await from.command('MIGRATE', to.host, to.port, '', 0, 5000, ...login, 'KEYS', ...keys);
    }
    for (const one of [to, from]) await one.command('CLUSTER', 'SETSLOT', slot, 'NODE', target ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server[Symbol.asyncDispose]()));
  }
}
