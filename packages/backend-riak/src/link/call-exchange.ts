import type { Codec, Written } from '../wire/codec.js';
import { Exchange } from './exchange.js';

/** A request with one reply. */
export class CallExchange<Request, Reply> extends Exchange<Request, Reply> {
  readonly isStream = false;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (error: unknown) => void;
  /** Called once the caller has an answer. */
  settled: (() => void) | undefined;

  constructor(
    request: Codec<Request>,
    message: Written<Request>,
    reply: Codec<Reply>,
    patienceMs: number,
    resolve: (reply: Reply) => void,
    reject: (error: unknown) => void,
  ) {
    super(request, message, reply, patienceMs);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  answer(message: Reply): boolean {
    this.settled?.();
    this.#resolve(message);
    return true;
  }

  fail(error: unknown): void {
    this.settled?.();
    this.#reject(error);
  }
}
