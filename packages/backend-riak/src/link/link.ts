import type { Socket } from 'node:net';
import type { Codec, Written } from '../wire/codec.js';
import { FrameReader } from '../wire/frame-reader.js';
import { FrameWriter } from '../wire/frame-writer.js';
import { CallExchange } from './call-exchange.js';
import { Deadlines } from './deadlines.js';
import type { Exchange } from './exchange.js';
import type { Line } from './line.js';
import { RiakError } from './riak-error.js';
import { StreamExchange } from './stream-exchange.js';
import type { Terms } from './terms.js';

/** The server is told a time-out, and has so long, in ms, to say that it is over. */
const GRACE_MS = 500;
/** How long the server may take to take what was written. */
const CLOSE_MS = 1_000;
/** Answered requests are cleared away by so many. */
const KEPT_ANSWERED = 1_024;

export interface LinkOptions {
  /** Longest reply, in bytes. */
  readonly maxFrameBytes: number;
  /** How long the server may be silent, in ms, where a request says nothing else. */
  readonly timeoutMs: number;
}

/**
 * One connection: requests go out without waiting for each other, and are answered in order. Nothing is sent behind a
 * request with many replies until the last of them is there, since the server would mix them up.
 *
 * Over 300 lines because who is sent, who is answered and who is given up must all keep to that one order.
 */
export class Link implements Line {
  readonly #socket: Socket;
  readonly #options: LinkOptions;
  readonly #lost: (reason: unknown) => void;
  readonly #writer = new FrameWriter();
  readonly #reader: FrameReader;
  readonly #deadlines = new Deadlines((now) => this.#look(now));
  /** Sent and unanswered, oldest first; the entries before `#head` are answered. */
  #sent: Exchange[] = [];
  #head = 0;
  /** Not sent: a stream is under way. */
  #waiting: Exchange[] = [];
  #streaming = false;
  /** Nothing is read: whoever reads the stream is slow. */
  #held = false;
  #abandoned = 0;
  #upset = false;
  #flushing = false;
  #failure: unknown;

  /** @param lost called once when the connection ends and nobody has closed it */
  constructor(socket: Socket, options: LinkOptions, lost: (reason: unknown) => void = () => undefined) {
    this.#socket = socket;
    this.#options = options;
    this.#lost = lost;
    this.#reader = new FrameReader(options.maxFrameBytes, (code, buffer, start, end) => this.#take(code, buffer, start, end));
    let reason: unknown = new Error('the server closed the connection');
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => {
      reason = error;
    });
    socket.on('close', () => this.#fail(reason));
  }

  /** Why the connection is over, if it is. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Requests without an answer. */
  get pending(): number {
    return this.#sent.length - this.#head + this.#waiting.length;
  }

  /** How long the server may take where a request says nothing else, in ms. */
  get timeoutMs(): number {
    return this.#options.timeoutMs;
  }

  /** True when an answer is still to come that nobody waits for any more. */
  get isBehind(): boolean {
    return this.#abandoned > 0;
  }

  /** True when another request can be made, and is all that the server has to do here. */
  get isSound(): boolean {
    return this.#failure === undefined && this.pending === 0 && !this.#upset;
  }

  /** True when the server has failed in a way that spoils what comes behind it. */
  get isUpset(): boolean {
    return this.#upset;
  }

  call<Request, Reply>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms: Terms = {}): Promise<Reply> {
    const { signal, timeoutMs = this.timeoutMs } = terms;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const exchange = new CallExchange(request, message, reply, timeoutMs + GRACE_MS, resolve, reject);
      this.#start(exchange);
      if (signal === undefined) return;
      const abort = (): void => this.#abandon(exchange, signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      exchange.settled = () => signal.removeEventListener('abort', abort);
    });
  }

  async *stream<Request, Reply extends { done: boolean | undefined }>(
    request: Codec<Request>,
    message: Written<Request>,
    reply: Codec<Reply>,
    { signal, timeoutMs = this.#options.timeoutMs }: Terms = {},
    also?: Codec<Reply>,
  ): AsyncGenerator<Reply, void, undefined> {
    signal?.throwIfAborted();
    const exchange = new StreamExchange(request, message, reply, timeoutMs + GRACE_MS, (held) => this.#hold(exchange, held));
    exchange.also = also;
    const abort = (): void => this.#abandon(exchange, signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      this.#start(exchange);
      for (let part = await exchange.next(); part !== undefined; part = await exchange.next()) yield part;
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#abandon(exchange, undefined);
    }
  }

  /** Ends the connection once all that was written is sent. Requests without an answer fail. */
  async close(): Promise<void> {
    const socket = this.#socket;
    this.#fail(undefined);
    if (socket.closed) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => socket.destroy(), CLOSE_MS); // nobody may be there to take what is written
      socket.once('close', () => {
        clearTimeout(force);
        resolve();
      });
      socket.resume(); // an unread reply would hold back the end
      socket.destroySoon();
    });
  }

  #start(exchange: Exchange): void {
    if (this.#failure !== undefined) throw closed(this.#failure, true); // it was not sent
    if (this.#streaming || this.#waiting.length > 0) this.#waiting.push(exchange);
    else this.#send(exchange);
    this.#watch(exchange);
  }

  #send(exchange: Exchange): void {
    exchange.write(this.#writer);
    this.#sent.push(exchange);
    this.#streaming = exchange.isStream;
    if (this.#flushing) return;
    this.#flushing = true;
    // What is asked for in this turn goes out in one piece.
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#failure !== undefined) return;
    const chunks = this.#writer.take();
    if (chunks.length === 1) {
      this.#socket.write(chunks[0] as Uint8Array);
      return;
    }
    this.#socket.cork();
    for (const chunk of chunks) this.#socket.write(chunk);
    this.#socket.uncork();
  }

  #receive(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#fail(new RiakError('PROTOCOL', `Riak broke the protocol, ${error instanceof Error ? error.message : error}`, { cause: error }));
    }
  }

  #take(code: number, buffer: Buffer, start: number, end: number): void {
    if (this.#failure !== undefined) return; // the frames behind the one that ended it
    const exchange = this.#sent[this.#head];
    if (exchange === undefined) throw new RiakError('PROTOCOL', `message ${code} came without a request`);
    if (!exchange.take(code, buffer, start, end)) {
      if (!this.#held) this.#watch(exchange);
      return;
    }
    if (++this.#head === this.#sent.length) {
      this.#sent = [];
      this.#head = 0;
    } else if (this.#head === KEPT_ANSWERED) {
      this.#sent = this.#sent.slice(this.#head);
      this.#head = 0;
    }
    if (exchange.abandoned) this.#abandoned--;
    if (exchange.upsets) this.#upset = true;
    if (exchange.isStream) this.#streamEnded();
  }

  #streamEnded(): void {
    this.#streaming = false;
    if (this.#held) {
      // All of it is here; whoever reads it may take his time, and holds nobody up.
      this.#held = false;
      this.#socket.resume();
    }
    const waiting = this.#waiting;
    let sent = 0;
    while (sent < waiting.length && !this.#streaming) {
      const exchange = waiting[sent++] as Exchange;
      if (exchange.abandoned) {
        this.#abandoned--;
        continue;
      }
      try {
        this.#send(exchange);
      } catch (error) {
        exchange.fail(error); // a number that its field cannot hold
      }
    }
    this.#waiting = waiting.slice(sent);
  }

  /** Nobody wants the reply any more. It has to come all the same, and is thrown away. */
  #abandon(exchange: Exchange, reason: unknown): void {
    const isOpen = this.#waiting.includes(exchange) || this.#sent.includes(exchange, this.#head);
    if (exchange.abandoned || !isOpen) return;
    exchange.abandoned = true;
    this.#abandoned++;
    exchange.fail(reason);
    if (this.#held && exchange.isStream) this.#hold(exchange, false);
  }

  /** A reader who is slow makes the server wait, and is not to blame for its silence. */
  #hold(exchange: Exchange, held: boolean): void {
    const isOver = exchange !== this.#sent[this.#head];
    if (held === this.#held || isOver || this.#failure !== undefined) return;
    this.#held = held;
    if (held) {
      exchange.deadline = Number.POSITIVE_INFINITY;
      this.#socket.pause();
    } else {
      this.#watch(exchange);
      this.#socket.resume();
    }
  }

  #watch(exchange: Exchange): void {
    exchange.deadline = performance.now() + exchange.patienceMs;
    this.#deadlines.add(exchange.deadline);
  }

  /** Ends what has waited too long, and gives the next deadline. */
  #look(now: number): number {
    const isLate = ({ deadline }: Exchange): boolean => deadline <= now;
    const unanswered = this.#sent.slice(this.#head);
    const silent = unanswered.find(isLate);
    if (silent !== undefined) {
      const { name, patienceMs, repeatable } = silent;
      this.#fail(new RiakError('DEADLINE', `Riak has not answered ${name} within ${patienceMs} ms`, { repeatable }), silent);
      return Number.POSITIVE_INFINITY;
    }
    for (const exchange of this.#waiting.filter(isLate)) {
      const { name, patienceMs } = exchange;
      const message = `${name} was not sent within ${patienceMs} ms, another request was under way`;
      this.#abandon(exchange, new RiakError('DEADLINE', message, { repeatable: true }));
      exchange.deadline = Number.POSITIVE_INFINITY;
    }
    return [...unanswered, ...this.#waiting].reduce((next, { deadline }) => Math.min(next, deadline), Number.POSITIVE_INFINITY);
  }

  /**
   * Ends everything.
   * @param reason `undefined` when we close it ourselves
   * @param culprit the request that it came from; the others only learn that the connection is over
   */
  #fail(reason: unknown, culprit = this.#sent[this.#head]): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason ?? new Error('it was closed here');
    this.#deadlines.stop();
    const unanswered = [...this.#sent.slice(this.#head), ...this.#waiting];
    this.#sent = [];
    this.#head = 0;
    this.#waiting = [];
    this.#abandoned = 0;
    for (const exchange of unanswered) {
      if (!exchange.abandoned)
        exchange.fail(exchange === culprit && reason instanceof RiakError ? reason : closed(this.#failure, exchange.repeatable));
    }
    if (reason === undefined) return;
    this.#socket.destroy();
    this.#lost(reason);
  }
}

function closed(reason: unknown, repeatable: boolean): RiakError {
  const why = reason instanceof Error ? reason.message : String(reason);
  return new RiakError('CLOSED', `the connection to Riak is over, ${why}`, { cause: reason, repeatable });
}
