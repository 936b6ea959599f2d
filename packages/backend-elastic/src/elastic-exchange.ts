import type { IncomingHttpHeaders } from 'node:http';
import type { FateDetails } from '@outpool/contract';
import type { Client, Dispatcher } from 'undici';
import { ElasticError } from './elastic-error.js';

/** A request as it is sent, and its bounds. */
export interface ExchangePlan extends Dispatcher.DispatchOptions {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

/** An answer as it came, whatever its status. */
export interface ElasticAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request and its whole answer, bounded by one timer. It is sent once. */
export class ElasticExchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<ElasticAnswer>;
  readonly #plan: ExchangePlan;
  readonly #failed: (error: unknown, fate: FateDetails) => void;
  readonly #timer: NodeJS.Timeout | undefined;
  #resolve!: (answer: ElasticAnswer) => void;
  #reject!: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #over = false;
  /** Why we ended it, and what that makes of the connection. */
  #ended: FateDetails | undefined;
  #received = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  /** @param failed told once if there is no answer, before `answer` rejects */
  constructor(plan: ExchangePlan, client: Client, failed: (error: unknown, fate: FateDetails) => void) {
    this.#plan = plan;
    this.#failed = failed;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    plan.signal?.addEventListener('abort', this.#cancel);
    if (plan.timeoutMs < 2 ** 31) this.#timer = setTimeout(this.#expire, plan.timeoutMs);
    if (plan.signal?.aborted) this.#cancel();
    else client.dispatch(plan, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Ended while it waited for the one before it: by throwing, undici forgets it.
    if (this.#over) throw new Error('this request was given up');
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#received = true;
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    const { maxResponseBytes } = this.#plan;
    if (this.#bytes <= maxResponseBytes) this.#chunks.push(chunk);
    else {
      const text = `${this.#name}: the answer is longer than maxResponseBytes (${maxResponseBytes})`;
      this.#end(new ElasticError('answer_too_large', text), { connection: 'replace' });
    }
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#finish();
    this.#resolve({ status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks, this.#bytes) });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.#over) this.#fail(error, this.#ended ?? this.#fateOf(error));
  }

  readonly #expire = (): void => {
    const { timeoutMs } = this.#plan;
    const error = new ElasticError('timeout', `${this.#name}: no whole answer in requestTimeoutMs (${timeoutMs} ms)`);
    // Without a controller it has only waited for others of its job.
    if (this.#controller === undefined) this.#end(error, { connection: 'keep' });
    else this.#end(error, { connection: 'replace', blameEndpoint: !this.#received });
  };

  readonly #cancel = (): void => {
    this.#end(this.#plan.signal?.reason, { connection: this.#controller === undefined ? 'keep' : 'replace' });
  };

  #end(reason: unknown, fate: FateDetails): void {
    if (this.#over || this.#ended !== undefined) return;
    this.#ended = fate;
    // Ends in onResponseError.
    if (this.#controller !== undefined) this.#controller.abort(reason as Error);
    else this.#fail(reason, fate);
  }

  #fail(error: unknown, fate: FateDetails): void {
    this.#finish();
    this.#failed(error, fate);
    this.#reject(error);
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#plan.signal?.removeEventListener('abort', this.#cancel);
  }

  /** What a failure that came from undici means for the connection. */
  #fateOf(error: Error): FateDetails {
    if (this.#controller !== undefined) return { connection: 'lost', sent: true };
    // Refused by undici before anything happened, or no socket could be had.
    const refused = error.name === 'InvalidArgumentError' || error.name === 'NotSupportedError';
    return refused ? { connection: 'keep' } : { connection: 'lost', sent: false };
  }

  /** Without the query: it may hold what is nobody's business. */
  get #name(): string {
    return `${this.#plan.method} ${this.#plan.path.replace(/\?.*$/, '')}`;
  }
}
