import type { Codec, Written } from '../wire/codec.js';
import { Exchange } from './exchange.js';

/** So many messages may lie here unread before the server is made to wait. */
const HIGH_WATER = 16;

/** A request with many replies, the last of which says so. */
export class StreamExchange<Request, Reply extends { done: boolean | undefined }> extends Exchange<Request, Reply> {
  readonly isStream = true;
  readonly #hold: (held: boolean) => void;
  readonly #queue: Reply[] = [];
  #waiter: PromiseWithResolvers<Reply | undefined> | undefined;
  #over = false;
  #error: unknown;

  /** @param hold called with true when no more should be read from the connection, with false when it should again */
  constructor(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, patienceMs: number, hold: (held: boolean) => void) {
    super(request, message, reply, patienceMs);
    this.#hold = hold;
  }

  answer(message: Reply): boolean {
    const last = message.done === true;
    if (this.abandoned) return last;
    this.#over = last;
    if (this.#waiter !== undefined) {
      this.#waiter.resolve(message);
      this.#waiter = undefined;
    } else if (this.#queue.push(message) >= HIGH_WATER && !last) this.#hold(true);
    return last;
  }

  fail(error: unknown): void {
    this.#over = true;
    this.#error ??= error;
    this.#waiter?.reject(error);
    this.#waiter = undefined;
  }

  /** The next message; `undefined` when there is none any more. What came before a failure is given before it. */
  async next(): Promise<Reply | undefined> {
    const message = this.#queue.shift();
    if (this.#queue.length === 0) this.#hold(false);
    if (message !== undefined) return message;
    if (this.#error !== undefined) throw this.#error;
    if (this.#over) return undefined;
    this.#waiter = Promise.withResolvers();
    return this.#waiter.promise;
  }
}
