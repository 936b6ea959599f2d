import assert from 'node:assert/strict';
import type { Backend, CallContext, Endpoint, FateDetails } from '@outpool/contract';
import type { BackendCases } from './backend-cases.js';
import { classOf, instanceOf } from './backend-class.js';
import { leavesNothing } from './leaves-nothing.js';
import { limits } from './limits.js';
import { type BackendMark, readMark } from './read-mark.js';
import { pause, until, within } from './waiting.js';

/** One connection and what has been heard of it. */
export interface Dialled {
  readonly connection: unknown;
  /** The reasons given to `lost` until its `close` was called. */
  readonly lost: readonly unknown[];
}

/** Uses a backend by hand, in the pool's place. */
export class Probe {
  readonly backend: Backend<unknown, unknown>;
  readonly #subject: BackendCases;
  readonly #open = new Map<unknown, { closed: boolean }>();

  constructor(subject: BackendCases) {
    this.#subject = subject;
    this.backend = instanceOf(subject);
  }

  /** Runs a case; whatever it leaves open is closed after it, and then nothing may be left. */
  static run(body: (probe: Probe, subject: BackendCases) => Promise<void>): (subject: BackendCases) => Promise<void> {
    return (subject) =>
      leavesNothing(async () => {
        const probe = new Probe(subject);
        try {
          await body(probe, subject);
        } finally {
          await probe.closeAll();
        }
      });
  }

  /** Options as the backend reads them. */
  read(input: unknown): unknown {
    const result = this.backend.options['~standard'].validate(input);
    assert.ok(!(result instanceof Promise), 'options are read asynchronously: the schema must be synchronous');
    assert.ok(result.issues === undefined, `the options are refused: ${JSON.stringify(result.issues)}`);
    return result.value;
  }

  /** One connect, with the options of the subject unless others are given; its signal aborts in time. */
  async connect(setup: { readonly input?: unknown; readonly options?: unknown; readonly signal?: AbortSignal } = {}): Promise<Dialled> {
    const options = setup.options ?? this.read(setup.input ?? this.#subject.options());
    const lost: unknown[] = [];
    const state = { closed: false };
    const timeout = new AbortController();
    const signal = setup.signal === undefined ? timeout.signal : AbortSignal.any([setup.signal, timeout.signal]);
    const timer = setTimeout(() => timeout.abort(new Error('connecting took too long')), limits.connectMs);
    try {
      const connection = await this.backend.connect({
        options,
        host: 'global',
        tag: 'default',
        worker: 0,
        endpoint: this.#endpoint(options),
        concurrency: this.#mark.concurrency,
        signal,
        lost: (reason) => {
          if (!state.closed) lost.push(reason);
        },
        blocked: () => undefined,
        blame: () => undefined,
        discovered: () => undefined,
      });
      this.#open.set(connection, state);
      return { connection, lost };
    } finally {
      clearTimeout(timer);
    }
  }

  async close({ connection }: Pick<Dialled, 'connection'>): Promise<void> {
    const state = this.#open.get(connection);
    if (state !== undefined) state.closed = true;
    this.#open.delete(connection);
    await within(limits.connectMs, 'closing', this.backend.close(connection));
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((connection) => this.close({ connection })));
  }

  work({ connection }: Dialled, signal?: AbortSignal): Promise<unknown> {
    return within(limits.promptMs, 'work', this.#subject.work(connection, context(signal)));
  }

  echo({ connection }: Dialled, text: string, signal?: AbortSignal): Promise<unknown> {
    assert.ok(this.#subject.echo !== undefined);
    return within(limits.promptMs, 'echo', this.#subject.echo(connection, text, context(signal)));
  }

  /** As many texts as calls may run at once on a connection, up to 20, no two of one length. */
  texts(): string[] {
    return Array.from({ length: Math.min(20, this.#mark.concurrency) }, (_, index) => `call ${index}${'.'.repeat(index)}`);
  }

  /** Not bounded: bound what you make of it. */
  async ping({ connection }: Dialled, signal: AbortSignal = new AbortController().signal): Promise<void> {
    await this.backend.ping?.(connection, signal);
  }

  failWork({ connection }: Dialled): Promise<unknown> {
    assert.ok(this.#subject.failWork !== undefined);
    return within(limits.promptMs, 'failWork', this.#subject.failWork(connection, context()));
  }

  /** Not bounded: bound what you make of it. */
  slowWork({ connection }: Dialled, signal?: AbortSignal): Promise<unknown> {
    assert.ok(this.#subject.slowWork !== undefined);
    return this.#subject.slowWork(connection, context(signal));
  }

  /** What an error means, in the long form and with its defaults. */
  fate(error: unknown, { connection }: Dialled): FateDetails {
    const fate = this.backend.fate?.(error, connection) ?? 'keep';
    const details = typeof fate === 'string' ? { connection: fate } : fate;
    assert.ok(['keep', 'replace', 'lost'].includes(details.connection), `fate: ${JSON.stringify(fate)}`);
    return details;
  }

  /** Cuts one connection from outside. Done when the server is dead or the connection severed. */
  async sever({ connection }: Dialled): Promise<void> {
    if (this.#subject.server !== undefined) await this.#subject.server.kill();
    else await this.#subject.sever?.(connection);
  }

  /** Undoes `sever`. */
  async mend(): Promise<void> {
    await this.#subject.server?.restart();
  }

  get #mark(): BackendMark {
    return readMark(classOf(this.#subject));
  }

  #endpoint(options: unknown): Endpoint | undefined {
    return this.backend.endpoints?.(options)[0];
  }
}

/** Waits until `lost` has been called, and a little more: it must have been called exactly once. */
export async function lostOnce({ lost }: Dialled): Promise<void> {
  await until(limits.promptMs, 'lost is called when the connection dies', () => lost.length > 0);
  await pause(100);
  assert.equal(lost.length, 1, `lost was called ${lost.length} times for one connection`);
}

export function context(signal?: AbortSignal): CallContext {
  return { signal: signal ?? new AbortController().signal, deadline: Number.POSITIVE_INFINITY, key: undefined, label: undefined };
}
