import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';
import { unreached } from './unreached.js';

/** What every socket reads into: a piece of 64 kB of its own for each read costs more than copying what has come. */
const input = Buffer.allocUnsafeSlow(65_536);

/** Opens the socket of an ioredis client. */
export class SocketConnector extends AbstractConnector {
  readonly #options: RedisOptions;

  constructor(options: unknown) {
    super(0); // after `quit` there is nothing left to wait for
    this.#options = options as RedisOptions;
  }

  async connect(): Promise<Socket> {
    const { path, host, port, tls, connectTimeout = 0 } = this.#options;
    const callback = (bytes: number): boolean => {
      stream.emit('data', Buffer.from(input.subarray(0, bytes)));
      return true;
    };
    const to = { ...(path ? { path } : { host, port: port ?? 6379 }), onread: { buffer: input, callback } };
    const stream = tls ? connectTls({ ...to, ...tls }) : connect(to);
    this.connecting = true;
    this.stream = stream;
    try {
      await opened(stream, tls ? 'secureConnect' : 'connect', connectTimeout);
    } catch (error) {
      throw unreached(error); // what has waited for the connection is rejected with it
    }
    return stream;
  }
}

/** @param ms how long that may take; 0 is for ever */
function opened(stream: Socket, event: string, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => void stream.destroy(Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' }));
    const timer = ms > 0 ? setTimeout(giveUp, ms) : undefined;
    stream.once(event, () => {
      clearTimeout(timer);
      resolve();
    });
    stream.once('error', reject);
    stream.once('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection was given up'));
    });
  });
}
