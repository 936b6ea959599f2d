import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from './binaries.js';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { type RedisServer, startRedis } from './redis.js';
import { redisCommand } from './redis-command.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

const NAME = 'shop';
const REPLICATION = ['repl-diskless-sync-delay 0', 'repl-ping-replica-period 1', 'replica-priority 100'];

/**
 * A master with two replicas, and three Sentinels that know it as `shop`. They take a master for dead after 600 ms.
 * @param options.password of the servers and of the Sentinels. Default: none is asked for
 */
export async function startRedisSentinels(options: { readonly password?: string } = {}): Promise<RedisSentinels> {
  const { password } = options;
  const auth = password === undefined ? [] : [`masterauth ${JSON.stringify(password)}`];
  const master = await startRedis({ ...options, config: [...REPLICATION, ...auth] });
  const replicas = await Promise.all(
    [1, 2].map(() => startRedis({ ...options, config: [...REPLICATION, ...auth, `replicaof ${master.host} ${master.port}`] })),
  );
  const sentinels = await Promise.all(
    [1, 2, 3].map(async () => started(new Sentinel(serverFolder('sentinel'), await freePort(), master.port, password))),
  );
  const all = new RedisSentinels([master, ...replicas], sentinels);
  try {
    await all.settled();
    return all;
  } catch (error) {
    await all[Symbol.asyncDispose]();
    throw error;
  }
}

export class RedisSentinels implements AsyncDisposable {
  /** What the Sentinels call the master. */
  readonly name = NAME;
  readonly servers: readonly RedisServer[];
  readonly sentinels: readonly Sentinel[];

  /** @internal `startRedisSentinels` makes it. */
  constructor(servers: readonly RedisServer[], sentinels: readonly Sentinel[]) {
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /** The server that says of itself that it is the master and has replicas or had them last; `undefined` while there is none. */
  async master(): Promise<RedisServer | undefined> {
    const masters: RedisServer[] = [];
    for (const server of this.servers.filter(({ running }) => running)) {
      const [role] = await server.command<[string]>('ROLE').catch(() => ['unknown']);
      if (role === 'master') masters.push(server);
    }
    return masters.length === 1 ? masters[0] : undefined;
  }

  /** Every Sentinel knows the others, and both replicas of the master follow it. */
  async settled(): Promise<void> {
    await eventually('two replicas and three Sentinels that know each other', async () => {
      const masters = await Promise.all(this.sentinels.map((one) => one.command<string[]>('SENTINEL', 'MASTER', NAME)));
      const knowAll = masters.every((flat) => fieldOf(flat, 'num-slaves') === '2' && fieldOf(flat, 'num-other-sentinels') === '2');
      const info = (await (await this.master())?.command<string>('INFO', 'replication')) ?? '';
      return knowAll && (info.match(/state=online/g)?.length ?? 0) === 2;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.sentinels, ...this.servers].map((server) => server[Symbol.asyncDispose]()));
  }
}

class Sentinel extends Server {
  readonly password: string | undefined;

  constructor(folder: string, port: number, masterPort: number, password: string | undefined) {
    super({ name: 'Redis Sentinel', folder, port });
    this.password = password;
    const lines = [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir ${folder}`,
      `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 2`,
      `sentinel down-after-milliseconds ${NAME} 600`,
      `sentinel failover-timeout ${NAME} 3000`,
      ...(password === undefined
        ? []
        : [`requirepass ${JSON.stringify(password)}`, `sentinel auth-pass ${NAME} ${JSON.stringify(password)}`]),
      ...(password === undefined ? [] : [`sentinel sentinel-pass ${JSON.stringify(password)}`]),
    ];
    writeFileSync(join(folder, 'sentinel.conf'), `${lines.join('\n')}\n`);
  }

  command<Reply = unknown>(name: string, ...args: (string | number)[]): Promise<Reply> {
    return redisCommand<Reply>(this, name, ...args);
  }

  protected launch(): [string, ...string[]] {
    return [programPath('redis-server') ?? 'redis-server', join(this.folder, 'sentinel.conf'), '--sentinel'];
  }

  protected async probe(): Promise<void> {
    await this.command('PING');
  }

  protected async version(): Promise<string> {
    return /redis_version:(\S+)/.exec(await this.command<string>('INFO', 'server'))?.[1] ?? 'of unknown version';
  }
}

function fieldOf(flat: readonly string[], field: string): string | undefined {
  return flat[flat.indexOf(field) + 1];
}
