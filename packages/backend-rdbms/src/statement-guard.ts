import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from './rdbms-driver.js';
import { asRdbmsError, RdbmsError } from './rdbms-error.js';

/** A cancel that overtook its statement did nothing; it is sent again after so long. */
const CANCEL_AGAIN_MS = 200;
/** A server that has not ended its statement so long after it was asked to will not. */
const CONFIRM_MS = 2_000;

interface Cancelling {
  /** Aborts when the statement has settled. */
  readonly settled: AbortController;
  readonly done: Promise<void>;
}

/**
 * Sees to it that a statement ends: when its signal aborts, or its time is over, it is cancelled on the server, and where the
 * server does not obey, the session is torn down. One timer for each session, armed only while statements run.
 */
export class StatementGuard {
  readonly #session: Session;
  readonly #limitMs: number;
  #timer: NodeJS.Timeout | undefined;
  /** When the running statement began; 0 when none runs. */
  #beganAt = 0;
  #signal: AbortSignal | undefined;
  #cancelling: Cancelling | undefined;
  /** True when it was its time that ended the statement. */
  #expired = false;
  readonly #abort = (): void => this.#cancel();

  constructor(session: Session, limitMs: number) {
    this.#session = session;
    this.#limitMs = limitMs;
  }

  /** A statement is about to be sent. @throws the signal's reason when that has aborted already */
  begin(signal: AbortSignal | undefined): void {
    if (signal !== undefined) {
      signal.throwIfAborted();
      this.#signal = signal;
      signal.addEventListener('abort', this.#abort, { once: true });
    }
    this.#beganAt = performance.now();
    if (this.#timer === undefined && this.#limitMs !== Number.POSITIVE_INFINITY) this.#arm(this.#limitMs);
  }

  /** The statement has settled. Returns what must settle before the next one may be sent. */
  end(): Promise<void> | undefined {
    this.#beganAt = 0;
    this.#expired = false;
    if (this.#signal !== undefined) {
      this.#signal.removeEventListener('abort', this.#abort);
      this.#signal = undefined;
    }
    const cancelling = this.#cancelling;
    if (cancelling === undefined) return undefined;
    this.#cancelling = undefined;
    cancelling.settled.abort();
    return cancelling.done;
  }

  /** The session is closed, and its statement with it: its timer is not to outlive it. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The error of a statement that has failed, before `end`. */
  explain(error: unknown): unknown {
    const known = asRdbmsError(error);
    if (!this.#expired || !(known instanceof RdbmsError) || known.kind !== 'query_canceled') return known;
    const { code, sqlState } = known;
    const text = `the statement took longer than queryTimeoutMs (${this.#limitMs} ms), and was ended on the server`;
    return new RdbmsError(text, { kind: 'query_timeout', code, sqlState, cause: error });
  }

  #arm(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#beganAt === 0) return;
      const left = this.#beganAt + this.#limitMs - performance.now();
      if (left > 0) return this.#arm(left);
      this.#expired = this.#cancelling === undefined;
      this.#cancel();
    }, Math.ceil(afterMs));
    this.#timer.unref();
  }

  #cancel(): void {
    if (this.#cancelling !== undefined) return;
    const settled = new AbortController();
    this.#cancelling = { settled, done: this.#untilSettled(settled.signal) };
  }

  /** Never rejects: where the server cannot be asked to stop, or does not, the session is torn down. */
  async #untilSettled(settled: AbortSignal): Promise<void> {
    const session = this.#session;
    const fail = (cause: unknown): void => session.fail(new Error('the statement could not be cancelled on the server', { cause }));
    const late = setTimeout(() => fail(new Error(`it still ran after ${CONFIRM_MS} ms`)), CONFIRM_MS);
    try {
      while (!settled.aborted && session.fault === undefined) {
        await session.cancel();
        await delay(CANCEL_AGAIN_MS, undefined, { signal: settled }).catch(() => undefined);
      }
    } catch (error) {
      if (!settled.aborted) fail(error);
    } finally {
      clearTimeout(late);
    }
  }
}
