import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';
import { unreached } from './unreached.js';

/** What every socket reads into: a piece of 64 kB of its own for each read costs more than copying what has come. */
const input = Buffer.allocUnsafeSlow(65_536);

/**
 * Opens the socket of an ioredis client, one on which what is written in one turn of the event loop goes out
 * together. That is what ioredis's own auto pipelining is for, at a fraction of its cost: a call alone waits for nobody,
 * the commands keep their order, and none of them changes its meaning.
 */
export class BatchingConnector extends AbstractConnector {
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
    const stream = batchWrites(tls ? connectTls({ ...to, ...tls }) : connect(to));
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

/**
 * What is written in a turn is held back until the promises of the turn have had theirs, which is when no more is to be
 * expected. But where one was alone in the last turn the next is taken to be, too, and goes at once.
 */
function batchWrites<Stream extends Socket>(stream: Stream): Stream {
  const write = stream.write.bind(stream);
  let text = '';
  let inTurn = 0;
  let wasAlone = true;
  const pass = (): void => {
    // Whoever ends the stream in the same turn does not want it any more.
    if (text !== '' && stream.writable) write(text);
    text = '';
  };
  const send = (): void => {
    wasAlone = inTurn === 1;
    inTurn = 0;
    pass();
    if (stream.writableCorked > 0) stream.uncork();
  };
  stream.write = (chunk: string | Uint8Array, ...rest: never[]) => {
    if (++inTurn === 1) {
      process.nextTick(send);
      if (wasAlone) return write(chunk, ...rest);
    }
    if (typeof chunk !== 'string') {
      if (stream.writableCorked === 0) stream.cork();
      pass();
      return write(chunk, ...rest);
    }
    text += chunk; // one string is a fifth cheaper than a list of them in a corked stream
    return true;
  };
  return stream;
}
