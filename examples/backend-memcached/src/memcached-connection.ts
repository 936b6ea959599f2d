import { untilAborted } from '@outpool/contract';
import type { Socket } from 'node:net';

/** What the server answers when it refuses a command. The connection stays sound. */
export class MemcachedError extends Error {
  override readonly name = 'MemcachedError';
}

interface Reply {
  /** The first line, in words: `['HD']`, `['VA', '5']`. */
  readonly words: readonly string[];
  readonly value: Buffer | undefined;
}

/** One connection, over memcached's meta commands. Calls are pipelined: answers come in the order of the questions. */
export class MemcachedConnection {
  readonly #socket: Socket;
  readonly #awaited: PromiseWithResolvers<Reply>[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #dead: unknown;

  constructor(socket: Socket, lost: (reason: unknown) => void) {
    this.#socket = socket.setNoDelay();
    const died = (reason: unknown): void => {
      if (this.#dead !== undefined) return;
      this.#dead = reason;
      for (const answer of this.#awaited.splice(0)) answer.reject(reason);
      lost(reason);
    };
    socket.on('data', (data) => this.#read(data));
    // Whichever comes first.
    socket.on('error', died).on('close', () => died(new Error('the server closed the connection')));
  }

  /** Why the connection is over, if it is. */
  get dead(): unknown {
    return this.#dead;
  }

  async get(key: string, signal?: AbortSignal): Promise<Buffer | undefined> {
    return (await this.#ask(`mg ${word(key)} v`, signal)).value;
  }

  /** Stores a value, for `ttlSeconds` or for good. With `add`, only where there is none. @returns whether it is stored */
  async set(key: string, value: string | Uint8Array, { ttlSeconds = 0, add = false, signal }: SetOptions = {}): Promise<boolean> {
    const data = Buffer.from(value);
    const { words } = await this.#ask(`ms ${word(key)} ${data.length} T${ttlSeconds}${add ? ' ME' : ''}`, signal, data);
    return words[0] === 'HD';
  }

  /** Adds to a stored number, never below 0. @returns the new number, or nothing where there is none */
  async increment(key: string, by = 1, signal?: AbortSignal): Promise<number | undefined> {
    const { value } = await this.#ask(`ma ${word(key)} v D${Math.abs(by)} ${by < 0 ? 'MD' : 'MI'}`, signal);
    return value === undefined ? undefined : Number(value);
  }

  /** @returns whether there was something */
  async delete(key: string, signal?: AbortSignal): Promise<boolean> {
    return (await this.#ask(`md ${word(key)}`, signal)).words[0] === 'HD';
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await this.#ask('mn', signal);
  }

  async close(): Promise<void> {
    this.#socket.destroy();
  }

  /** An answer that nobody waits for any more keeps its place in the order, so the connection stays sound. */
  async #ask(command: string, signal: AbortSignal | undefined, data?: Buffer): Promise<Reply> {
    signal?.throwIfAborted();
    if (this.#dead !== undefined) throw this.#dead;
    const answer = Promise.withResolvers<Reply>();
    this.#awaited.push(answer);
    this.#socket.write(data === undefined ? `${command}\r\n` : Buffer.concat([Buffer.from(`${command}\r\n`), data, Buffer.from('\r\n')]));
    return signal === undefined ? answer.promise : untilAborted(answer.promise, signal);
  }

  #read(data: Buffer): void {
    this.#rest = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end < 0) return;
      const line = this.#rest.toString('latin1', 0, end);
      const words = line.split(' ');
      const length = words[0] === 'VA' ? Number(words[1]) + 2 : 0;
      if (this.#rest.length < end + 2 + length) return;
      const value = words[0] === 'VA' ? Buffer.from(this.#rest.subarray(end + 2, end + length)) : undefined;
      this.#rest = this.#rest.subarray(end + 2 + length);
      const answer = this.#awaited.shift();
      if (/^([A-Z]+_)?ERROR/.test(line)) answer?.reject(new MemcachedError(line));
      else answer?.resolve({ words, value });
    }
  }
}

export interface SetOptions {
  readonly ttlSeconds?: number;
  readonly add?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** @throws TypeError for a key that would not be one word to the server */
function word(key: string): string {
  if (!/^[^\s\p{Cc}]+$/u.test(key) || Buffer.byteLength(key) > 250)
    throw new TypeError(`a key has 1 to 250 bytes, none of them a space: ${JSON.stringify(key)}`);
  return key;
}
