import { Redis } from 'ioredis';

/** The reply to one command, sent on a connection of its own. @throws the server's refusal, or why there is no connection */
export async function redisCommand<Reply = unknown>(
  server: { readonly host: string; readonly port: number; readonly password?: string | undefined },
  name: string,
  ...args: (string | number | Buffer)[]
): Promise<Reply> {
  const redis = new Redis({
    host: server.host,
    port: server.port,
    ...(server.password === undefined ? {} : { password: server.password }),
    lazyConnect: true,
    connectTimeout: 5000,
    commandTimeout: 5000,
    retryStrategy: () => null,
  });
  let cause: unknown;
  redis.on('error', (error) => (cause ??= error));
  try {
    await redis.connect();
    return (await redis.call(name, ...args)) as Reply;
  } catch (error) {
    throw cause ?? error;
  } finally {
    redis.disconnect();
  }
}
