import { expect } from 'vitest';
import { ScriptedBackend, type ScriptedBackendOptions } from '../../testkit/src/scripted-backend.js';
import type { ScriptedConnection } from '../../testkit/src/scripted-connection.js';
import { VirtualClock } from '../../testkit/src/virtual-clock.js';
import {
  type CallContext,
  type CallOptions,
  type EventName,
  isPoolError,
  onEvent,
  type PoolEvents,
  type PoolOptions,
} from '@outpool/contract/internal';
import { createOutgoingPools, type OutgoingPools, type OutgoingPoolsOptions } from '../src/outgoing-pools.js';
import type { Pool } from '../src/pool/pool.js';

export { ScriptedBackend, type ScriptedConnection, VirtualClock };

interface RigOptions {
  readonly pool?: PoolOptions;
  readonly backend?: ScriptedBackendOptions;
  readonly seed?: number;
  /** Plans the servers before anything starts. */
  readonly plan?: (script: ScriptedBackend) => void;
  readonly strategies?: OutgoingPoolsOptions['strategies'];
}

/** One pool of scripted connections on a virtual clock. `await using` stops it and makes sure that nothing is left. */
export class Rig {
  readonly script: ScriptedBackend;
  readonly clock: VirtualClock;
  readonly pools: OutgoingPools;
  /** How `start` has ended so far. */
  readonly start: Watched<unknown>;
  readonly #listeners: (() => void)[] = [];

  private constructor({ pool = {}, backend, seed = 1, plan, strategies = [] }: RigOptions) {
    this.clock = new VirtualClock({ seed });
    this.script = new ScriptedBackend(backend);
    plan?.(this.script);
    const config = { outgoingPools: [{ type: 'scripted' as const, pool, connection: {} }] };
    this.pools = createOutgoingPools(config, { backends: [this.script.Backend], strategies, clock: this.clock });
    this.start = watch(this.pools.start());
  }

  /** Starts the pool and lets it connect as far as it can without time passing. */
  static async open(options: RigOptions = {}): Promise<Rig> {
    const rig = new Rig(options);
    await rig.clock.settle();
    return rig;
  }

  get pool(): Pool<ScriptedConnection> {
    return this.pools.get('scripted');
  }

  get stats() {
    return this.pool.stats();
  }

  settle(): Promise<void> {
    return this.clock.settle();
  }

  advance(ms: number): Promise<void> {
    return this.clock.advance(ms);
  }

  /** A call whose job lasts until the test ends it. */
  async hold(options?: CallOptions): Promise<Held> {
    const held = new Held(this.pool, options);
    await this.settle();
    return held;
  }

  /** So many of them. */
  async holdMany(count: number, options?: CallOptions): Promise<Held[]> {
    const all = Array.from({ length: count }, () => new Held(this.pool, options));
    await this.settle();
    return all;
  }

  /** All events of a name, from now on. */
  events<Name extends EventName>(name: Name): PoolEvents[Name][] {
    const seen: PoolEvents[Name][] = [];
    this.#listeners.push(onEvent(name, (event) => void seen.push(event)));
    return seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = watch(this.pools.stop({ graceMs: 0 }));
    for (let round = 0; round < 20 && stopped.outcome === 'pending'; round++) await this.advance(1_000);
    for (const end of this.#listeners) end();
    expect(stopped.outcome).toBe('ok');
    expect(this.script.unclosed).toEqual([]);
    expect(this.script.opened.filter((connection) => connection.closeCalls !== 1)).toEqual([]);
    expect(this.clock.pendingTimers).toBe(0);
  }
}

/** A promise, and what has become of it. */
export interface Watched<Value> {
  /** `pending`, `ok`, or the code or message of the error. */
  outcome: string;
  value: Value | undefined;
  error: unknown;
}

export function watch<Value>(promise: Promise<Value>): Watched<Value> {
  const watched: Watched<Value> = { outcome: 'pending', value: undefined, error: undefined };
  promise.then(
    (value) => Object.assign(watched, { outcome: 'ok', value }),
    (error) => Object.assign(watched, { outcome: isPoolError(error) ? error.code : messageOf(error), error }),
  );
  return watched;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A call whose job runs until the test says so. */
export class Held {
  /** How the caller was answered. */
  readonly answer: Watched<unknown>;
  connection: ScriptedConnection | undefined;
  context: CallContext | undefined;
  runs = 0;
  /** Ends the job. */
  finish: (value?: unknown) => void = () => {};
  fail: (error: unknown) => void = () => {};

  constructor(pool: Pool<ScriptedConnection>, options?: CallOptions) {
    this.answer = watch(pool.call((connection, context) => this.#run(connection, context), options));
  }

  get outcome(): string {
    return this.answer.outcome;
  }

  get error(): unknown {
    return this.answer.error;
  }

  get worker(): number | undefined {
    return this.connection?.worker;
  }

  /** True if the context's signal has aborted. */
  get told(): boolean {
    return this.context?.signal.aborted === true;
  }

  #run(connection: ScriptedConnection, context: CallContext): Promise<unknown> {
    this.runs++;
    this.connection = connection;
    this.context = context;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
  }
}

/** How often each answer came. */
export function tally(answers: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[String(answer)] = (counts[String(answer)] ?? 0) + 1;
  return counts;
}
