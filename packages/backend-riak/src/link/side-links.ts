import type { Codec, Written } from '../wire/codec.js';
import type { Line } from './line.js';
import type { Link } from './link.js';
import { RiakError } from './riak-error.js';
import type { Terms } from './terms.js';

/** A server takes 5 s to refuse a login. */
const CONNECT_MS = 10_000;
/** A connection is kept so long for the next who needs one, in ms. */
const IDLE_MS = 10_000;

/** What became of a request that failed on a connection of its own: not sent, lost with the connection, or refused. */
export type Failure = 'unsent' | 'lost' | 'refused';

/** Makes a connection; `lost` is to be called when it ends by itself. */
export type Dial = (signal: AbortSignal, lost: () => void) => Promise<Link>;

/** Who waits for a connection. */
interface Waiter {
  /** @param link left out: there is room for one more */
  serve(link: Link | undefined): void;
  fail(reason: unknown): void;
}

/**
 * Connections beside a shared one, for requests that keep a connection busy: each serves one at a time, so that a long
 * answer, or a slow reader of it, holds up nobody else. They are made when they are needed, up to a limit, and closed
 * when nobody has needed them for a while.
 */
export class SideLinks implements Line {
  readonly #dial: Dial;
  readonly #limit: number;
  readonly timeoutMs: number;
  readonly #failures = new WeakMap<object, Failure>();
  readonly #closing = new AbortController();
  readonly #links = new Set<Link>();
  readonly #idle = new Map<Link, NodeJS.Timeout>();
  /** Who waits for one, oldest first. */
  readonly #waiting = new Set<Waiter>();
  #dialing = 0;

  constructor(dial: Dial, limit: number, timeoutMs: number) {
    this.#dial = dial;
    this.#limit = limit;
    this.timeoutMs = timeoutMs;
  }

  async call<Request, Reply>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms: Terms = {}): Promise<Reply> {
    const link = await this.#take(request.name, terms);
    try {
      return await link.call(request, message, reply, terms);
    } catch (error) {
      throw this.#noted(link, error);
    } finally {
      this.#giveBack(link);
    }
  }

  async *stream<Request, Reply extends { done: boolean | undefined }>(
    request: Codec<Request>,
    message: Written<Request>,
    reply: Codec<Reply>,
    terms: Terms = {},
    also?: Codec<Reply>,
  ): AsyncGenerator<Reply, void, undefined> {
    const link = await this.#take(request.name, terms);
    let isWhole = false;
    try {
      for await (const part of link.stream(request, message, reply, terms, also)) yield part;
      isWhole = true;
    } catch (error) {
      throw this.#noted(link, error);
    } finally {
      // The rest of what was left is not waited for. And behind an error in the middle the server counts on where it was.
      if (isWhole) this.#giveBack(link);
      else this.#drop(link);
    }
  }

  /** What became of a request that failed with this error; `undefined` when it did not come from here. */
  failureOf(error: unknown): Failure | undefined {
    return typeof error === 'object' && error !== null ? this.#failures.get(error) : undefined;
  }

  /** Ends every connection. Whoever waits for one is told. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const { fail } of this.#waiting) fail(this.#unsent(closed()));
    await Promise.all([...this.#links].map((link) => this.#drop(link)));
  }

  /** The connection for one request, which has to be given back. */
  async #take(request: string, { signal, timeoutMs = this.timeoutMs }: Terms): Promise<Link> {
    signal?.throwIfAborted();
    if (this.#closing.signal.aborted) throw this.#unsent(closed());
    const [idle] = this.#idle.keys();
    if (idle !== undefined) {
      clearTimeout(this.#idle.get(idle));
      this.#idle.delete(idle);
      return idle;
    }
    return this.#hasRoom ? this.#open(signal) : this.#turn(request, signal, timeoutMs);
  }

  get #hasRoom(): boolean {
    return this.#links.size + this.#dialing < this.#limit;
  }

  async #open(signal: AbortSignal | undefined): Promise<Link> {
    this.#dialing++;
    const limits = [this.#closing.signal, AbortSignal.timeout(CONNECT_MS), ...(signal === undefined ? [] : [signal])];
    let link: Link | undefined;
    try {
      link = await this.#dial(AbortSignal.any(limits), () => link && this.#drop(link));
      this.#links.add(link);
      this.#closing.signal.throwIfAborted();
      return link;
    } catch (cause) {
      if (link !== undefined) this.#drop(link);
      signal?.throwIfAborted();
      if (cause instanceof RiakError) throw cause;
      throw this.#unsent(new RiakError('CLOSED', 'no connection of its own could be made for a long answer', { cause, repeatable: true }));
    } finally {
      this.#dialing--;
      if (this.#hasRoom) this.#serveNext();
    }
  }

  #giveBack(link: Link): void {
    if (!this.#links.has(link)) return;
    if (!link.isSound) this.#drop(link);
    else if (this.#waiting.size > 0) this.#serveNext(link);
    else {
      const drop = setTimeout(() => this.#drop(link), IDLE_MS).unref();
      this.#idle.set(link, drop);
    }
  }

  #drop(link: Link): Promise<void> {
    clearTimeout(this.#idle.get(link));
    this.#idle.delete(link);
    if (this.#links.delete(link)) this.#serveNext();
    return link.close();
  }

  /** @param link one that is free; left out: there is room for another */
  #serveNext(link?: Link): void {
    const [first] = this.#waiting;
    first?.serve(link);
  }

  /** Waits for one that is free, in the order of asking. */
  #turn(request: string, signal: AbortSignal | undefined, timeoutMs: number): Promise<Link> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const fail = (reason: unknown): void => {
        leave();
        reject(reason);
      };
      const serve = (link: Link | undefined): void => {
        leave();
        resolve(link ?? this.#open(signal));
      };
      const abort = (): void => fail(signal?.reason);
      const late = (): void => {
        const message = `${request} was not sent within ${timeoutMs} ms, all ${this.#limit} connections for long answers are taken`;
        fail(this.#unsent(new RiakError('DEADLINE', message, { repeatable: true })));
      };
      const waiter = { serve, fail };
      const timer = setTimeout(late, Math.min(timeoutMs, 0x7fff_ffff)).unref();
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.add(waiter);
    });
  }

  #unsent(error: RiakError): RiakError {
    this.#failures.set(error, 'unsent');
    return error;
  }

  #noted(link: Link, error: unknown): unknown {
    if (error instanceof RiakError) this.#failures.set(error, link.failure === undefined ? 'refused' : 'lost');
    return error;
  }
}

function closed(): RiakError {
  return new RiakError('CLOSED', 'the connection to Riak was closed', { repeatable: true });
}
