import type { Socket } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import type { LdapDriver, LdapRequest, LdapResponse, LdapResult, SearchRequest } from '../drivers/ldap-driver.js';
import { LdapError, refusal } from '../ldap-error.js';
import { checkElements, elementAt, operationAt } from './ber.js';
import { FrameReader } from './frame-reader.js';

/** How long the server may take to hang up after our goodbye. */
const CLOSE_MS = 1_000;
/** Requests are kept together up to so many bytes: some fifty searches. */
const FLUSH_BYTES = 4_096;
const LARGEST_ID = 2 ** 31 - 1;
const START_TLS = '1.3.6.1.4.1.1466.20037';
const INTERMEDIATE = 0x79;
/** What a server may say: results of every kind, an entry, a reference. */
const ANSWERS: ReadonlySet<number | undefined> = new Set([0x61, 0x64, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x73, 0x78]);
/** Success, and the two answers to a comparison. */
const FINE = new Set([0, 5, 6]);
/** Success, and a size limit that was reached. */
const FOUND = new Set([0, 4]);

type Entry = Extract<LdapResponse, { kind: 'entry' }>;

/** What a search has found. */
export interface Found {
  readonly entries: readonly Entry[];
  readonly references: readonly string[];
  readonly result: LdapResult;
}

interface Exchange {
  readonly request: LdapRequest;
  readonly entries: Entry[];
  readonly references: string[];
  /** Codes that are an answer here. */
  readonly fine: ReadonlySet<number>;
  resolve(found: Found): void;
  reject(error: unknown): void;
}

/** One connection: requests go out without waiting for each other, and answers find them by their number. */
export class Link {
  readonly #driver: LdapDriver;
  readonly #lost: (reason: unknown) => void;
  readonly #exchanges = new Map<number, Exchange>();
  readonly #reader: FrameReader;
  #socket: Socket;
  #lastId = 0;
  /** Written in this turn, and not sent yet. */
  #unwritten: Buffer[] = [];
  #unwrittenBytes = 0;
  #closing = false;
  /** What the socket, or the server, said before the connection ended. */
  #reason: unknown;
  /** Why the connection is over, if it is. */
  fault: unknown;
  /** Answers that nobody waited for any more. */
  unclaimed = 0;

  /** @param lost called once, when the connection ends and nobody has closed it */
  constructor(socket: Socket, driver: LdapDriver, maxMessageBytes: number, lost: (reason: unknown) => void) {
    this.#driver = driver;
    this.#lost = lost;
    this.#reader = new FrameReader(maxMessageBytes, (frame) => this.#take(frame));
    this.#socket = this.#listenTo(socket);
  }

  /** @throws LdapError what the server says, `ENDED`, `BAD_REQUEST`; the signal's reason, the request is abandoned then */
  async request(request: LdapRequest, signal?: AbortSignal): Promise<LdapResult> {
    return (await this.#exchange(request, signal)).result;
  }

  /** As `request`; a size limit that is reached is an answer. */
  search(request: SearchRequest, signal?: AbortSignal): Promise<Found> {
    return this.#exchange(request, signal, FOUND);
  }

  /**
   * Asks for TLS and begins it. Nothing else may be under way.
   * @throws LdapError when the server does not want it: there is no falling back to clear text
   * @throws the error of TLS when the certificate does not hold
   */
  async startTls(options: ConnectionOptions, signal: AbortSignal): Promise<void> {
    const clear = this.#socket;
    const asked = this.#exchange({ op: 'extended', oid: START_TLS, value: undefined }, signal);
    const exchange = this.#exchanges.get(this.#lastId);
    if (exchange !== undefined) {
      const { resolve } = exchange;
      exchange.resolve = (found) => {
        clear.removeAllListeners('data').pause(); // what comes next is TLS
        resolve(found);
      };
    }
    await asked;
    if (this.fault !== undefined) throw this.fault;
    if (this.#reader.rest > 0 || this.unclaimed > 0)
      throw this.end(new LdapError('BAD_MESSAGE', 'something came in clear behind the answer to StartTLS'));
    const secure = connect({ ...options, socket: clear });
    this.#socket = this.#listenTo(secure);
    await new Promise<void>((done, failed) => {
      secure.once('secureConnect', done).once('error', failed);
      secure.once('close', () => failed(this.#reason ?? new Error('the server closed the connection in the TLS handshake')));
    });
  }

  /** Says goodbye and ends the connection; requests without an answer fail. Settles in bounded time. */
  async close(): Promise<void> {
    this.#closing = true;
    const socket = this.#socket;
    if (!socket.destroyed && this.fault === undefined) {
      this.#write(this.#nextId(), { op: 'unbind' });
      this.#flush();
      socket.end();
    }
    this.#settleAll(new Error('the connection was closed'));
    if (socket.closed) return;
    const force = setTimeout(() => socket.destroy(), CLOSE_MS);
    await new Promise<void>((resolve) => socket.once('close', () => resolve()));
    clearTimeout(force);
  }

  /** Ends the connection at once. Gives the reason back. */
  end<Reason>(reason: Reason): Reason {
    this.#reason ??= reason;
    this.#socket.destroy();
    return reason;
  }

  #exchange(request: LdapRequest, signal?: AbortSignal, fine: ReadonlySet<number> = FINE): Promise<Found> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.fault !== undefined) throw ended(nameOf(request), this.fault);
      const id = this.#nextId();
      this.#write(id, request);
      const exchange: Exchange = { request, entries: [], references: [], fine, resolve, reject };
      this.#exchanges.set(id, exchange);
      if (signal === undefined) return;
      const abort = (): void => this.#abandon(id, signal.reason);
      const forget = (): void => signal.removeEventListener('abort', abort);
      signal.addEventListener('abort', abort, { once: true });
      exchange.resolve = (found) => {
        forget();
        resolve(found);
      };
      exchange.reject = (error) => {
        forget();
        reject(error);
      };
    });
  }

  /** Numbers come round again after some days of work; one that still waits for its answer is passed over. */
  #nextId(): number {
    do this.#lastId = this.#lastId === LARGEST_ID ? 1 : this.#lastId + 1;
    while (this.#exchanges.has(this.#lastId));
    return this.#lastId;
  }

  #write(id: number, request: LdapRequest): void {
    let bytes: Buffer;
    try {
      bytes = this.#driver.encode(id, request);
      if (elementAt(bytes, 0)?.end !== bytes.length) throw new RangeError('what was written is not one message');
    } catch (cause) {
      throw new LdapError('BAD_REQUEST', `${nameOf(request)} cannot be written: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
    this.#unwrittenBytes += bytes.length;
    // What is asked in one turn of the event loop goes out in one piece; in several where it is much, so that the server
    // can begin.
    if (this.#unwritten.push(bytes) === 1) process.nextTick(() => this.#flush());
    else if (this.#unwrittenBytes > FLUSH_BYTES) this.#flush();
  }

  #flush(): void {
    const unwritten = this.#unwritten;
    if (unwritten.length === 0 || this.#socket.destroyed) return;
    this.#unwritten = [];
    this.#unwrittenBytes = 0;
    this.#socket.write(unwritten.length === 1 ? (unwritten[0] as Buffer) : Buffer.concat(unwritten));
  }

  /** Nobody waits for it any more. The server may have done it, and an answer may still come. */
  #abandon(id: number, reason: unknown): void {
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined) return;
    this.#exchanges.delete(id);
    if (this.fault === undefined) this.#write(this.#nextId(), { op: 'abandon', target: id });
    exchange.reject(reason);
  }

  #listenTo(socket: Socket): Socket {
    return socket
      .on('data', (chunk: Buffer) => this.#receive(chunk))
      .on('error', (error) => {
        this.#reason ??= error;
      })
      .on('close', () => this.#ended());
  }

  #receive(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.end(error);
    }
  }

  #take(frame: Buffer): void {
    let response: LdapResponse;
    try {
      // Before the library sees it: what does not fit together makes them loop, or wait for more.
      checkElements(frame, 0, frame.length);
      const operation = frame[operationAt(frame)];
      if (operation === INTERMEDIATE) return; // says how far an operation is; none of ours has any
      if (!ANSWERS.has(operation)) throw new TypeError(`an operation 0x${operation?.toString(16)}`);
      response = this.#driver.decode(frame);
    } catch (cause) {
      throw new LdapError('BAD_MESSAGE', 'what the server sent makes no sense', { cause });
    }
    const exchange = this.#exchanges.get(response.id);
    if (exchange === undefined) {
      this.unclaimed++;
      // Nobody asked: the server says why it hangs up.
      if (response.id === 0 && response.kind === 'result') this.#reason ??= refusal('to go on', response);
    } else if (response.kind === 'entry') exchange.entries.push(response);
    else if (response.kind === 'reference') exchange.references.push(...response.uris);
    else {
      this.#exchanges.delete(response.id);
      if (exchange.fine.has(response.code))
        exchange.resolve({ entries: exchange.entries, references: exchange.references, result: response });
      else exchange.reject(refusal(nameOf(exchange.request), response));
    }
  }

  #ended(): void {
    if (this.fault !== undefined) return;
    const reason = this.#reason ?? new Error('the server closed the connection');
    this.#settleAll(reason);
    if (!this.#closing) this.#lost(reason);
  }

  #settleAll(reason: unknown): void {
    this.fault ??= reason;
    for (const { request, reject } of this.#exchanges.values()) reject(ended(nameOf(request), reason));
    this.#exchanges.clear();
  }
}

function ended(what: string, cause: unknown): LdapError {
  return new LdapError('ENDED', `the connection ended before ${what} was answered: ${cause instanceof Error ? cause.message : cause}`, {
    cause,
  });
}

/** A request in words, without its values. */
function nameOf(request: LdapRequest): string {
  if (request.op === 'search') return `the search of "${request.base}"`;
  if (request.op === 'extended') return `the extended operation ${request.oid}`;
  return 'dn' in request ? `the ${request.op} of "${request.dn}"` : `the ${request.op}`;
}
