import {
  configJsonSchema as jsonSchemaOf,
  expandEntry,
  expandForHost,
  expandHosts,
  type OutgoingPoolsConfig,
  type PlannedPool,
  type PoolEntry,
  type PoolEntryInput,
  readConfig,
} from '@outpool/config';
import type { DependencyContainer } from 'tsyringe';
import { type Clock, type ConnectionOf, formatKey, messageOf, PoolError, type PoolKey, type PoolType } from '@outpool/contract/internal';
import { type Catalogue, createCatalogue, type Plugin } from './plugin/catalogue.js';
import { Pool } from './pool/pool.js';
import type { PoolHealth, PoolStats } from './pool/pool-stats.js';
import { PoolRegistry } from './registry/pool-registry.js';
import { builtInStrategies, createStrategy } from './strategy/create-strategy.js';
import { systemClock } from './time/system-clock.js';

export interface OutgoingPoolsOptions {
  /** Backend classes, or modules that export some, beside those registered in the container. */
  readonly backends?: readonly Plugin[];
  /** Strategy classes, or modules that export some, beside those registered in the container. */
  readonly strategies?: readonly Plugin[];
  /** The application's container: its plugins are used, and backends may inject what stands in it. */
  readonly container?: DependencyContainer;
  /** Time and chance. Default: the real ones. */
  readonly clock?: Clock;
}

/** The health of all pools: `up` when every pool that is not optional is. */
export interface OutgoingHealth {
  readonly status: 'up' | 'degraded' | 'down';
  readonly pools: readonly PoolHealth[];
}

/**
 * Reads a config against the backends at hand. Nothing is connected before `start`.
 * @throws PoolError `CONFIG_INVALID` with every problem at once, `PLUGIN_INVALID`
 */
export function createOutgoingPools(config: OutgoingPoolsConfig, options: OutgoingPoolsOptions = {}): OutgoingPools {
  const clock = options.clock ?? systemClock;
  const catalogue = createCatalogue({ ...options, builtInStrategies, clock });
  const { entries, hosts } = readConfig(config, catalogue);
  return new OutgoingPools(entries, hosts, expandHosts(entries, hosts), catalogue, clock);
}

/**
 * The JSON Schema (draft 7) of a config file that uses these backends and strategies, for editors.
 * @throws PoolError `PLUGIN_INVALID`
 */
export function configJsonSchema(options: OutgoingPoolsOptions = {}): object {
  return jsonSchemaOf(createCatalogue({ ...options, builtInStrategies, clock: options.clock ?? systemClock }));
}

/** All outgoing connections of an application. */
export class OutgoingPools implements AsyncDisposable {
  readonly #registry = new PoolRegistry();
  readonly #catalogue: Catalogue;
  readonly #clock: Clock;
  readonly #entries: PoolEntry[];
  readonly #plan: readonly PlannedPool[];
  #hosts: readonly string[];
  #started: Promise<this> | undefined;
  #stopped: Promise<void> | undefined;

  /** Use `createOutgoingPools`. */
  constructor(entries: readonly PoolEntry[], hosts: readonly string[], plan: readonly PlannedPool[], catalogue: Catalogue, clock: Clock) {
    this.#entries = [...entries];
    this.#hosts = hosts;
    this.#plan = plan;
    this.#catalogue = catalogue;
    this.#clock = clock;
  }

  /** The served hosts. */
  get hosts(): readonly string[] {
    return this.#hosts;
  }

  /**
   * Connects all pools at once and waits for the first connection of each; a pool that is `optional` or lazy holds
   * nothing up. When any other fails, all are stopped again and `START_FAILED` says why, with
   * one error for each pool; `start` may then be called anew.
   */
  start(): Promise<this> {
    this.#started ??= this.#startAll(this.#plan).then(
      () => this,
      (error) => {
        this.#started = undefined;
        throw error;
      },
    );
    return this.#started;
  }

  /**
   * The pool of a type, host and tag; without one of its own a host gets the `global` pool.
   * A type that no installed backend declares is a type error; one known at run time only is `name as PoolType`.
   * @throws PoolError `POOL_NOT_STARTED`, naming what is there
   */
  get<Type extends PoolType>(type: Type, host = 'global', tag = 'default'): Pool<ConnectionOf<Type>> {
    return this.#registry.get({ type, host, tag }) as Pool<ConnectionOf<Type>>;
  }

  /** As `get`, with nothing instead of an error. */
  find<Type extends PoolType>(type: Type, host = 'global', tag = 'default'): Pool<ConnectionOf<Type>> | undefined {
    return this.#registry.find({ type, host, tag }) as Pool<ConnectionOf<Type>> | undefined;
  }

  /** The keys of all pools, in the order of the plan. */
  keys(): PoolKey[] {
    return this.#registry.all().map((pool) => pool.key);
  }

  /** The numbers of all pools. */
  stats(): PoolStats[];
  /**
   * The numbers of one pool, found as `get` does.
   * @throws PoolError `POOL_NOT_STARTED`
   */
  stats(key: PoolKey): PoolStats;
  stats(key?: PoolKey): PoolStats | PoolStats[] {
    return key === undefined ? this.#registry.all().map((pool) => pool.stats()) : this.#registry.get(key).stats();
  }

  /** How all pools are, from what they know. An optional pool that is down makes the whole degraded, not down. */
  health(): OutgoingHealth {
    const pools = this.#registry.all().map((pool) => pool.health());
    const down = pools.some(({ status, optional }) => status === 'down' && !optional);
    const status = down ? 'down' : pools.every((pool) => pool.status === 'up') ? 'up' : 'degraded';
    return { status, pools };
  }

  /**
   * Starts the pools of one more entry, checked as those of the config are.
   * Rejects with `CONFIG_INVALID`, `POOL_ALREADY_STARTED`, `START_FAILED`; nothing is left running then.
   */
  async startPool(input: PoolEntryInput): Promise<void> {
    this.#refuseIfStopped();
    const { entries } = readConfig({ hosts: this.#hosts, outgoingPools: [input] }, this.#catalogue);
    await this.#startAll(entries.flatMap((entry) => expandEntry(entry, this.#hosts, this.#entries)));
    this.#entries.push(...entries);
  }

  /** Stops the pool of exactly this key. Does nothing if there is none. */
  async stopPool(key: PoolKey, options: { readonly graceMs?: number } = {}): Promise<void> {
    const pool = this.#registry.exact(key);
    if (pool === undefined) return;
    this.#registry.remove(pool);
    await pool.stop(options);
  }

  /**
   * Serves one more host: the `host` entries that no entry for this very host replaces get a pool each.
   * Rejects with `START_FAILED`; the host is not served then.
   */
  async addHost(host: string): Promise<void> {
    this.#refuseIfStopped();
    readConfig({ hosts: [...this.#hosts, host], outgoingPools: [] }, this.#catalogue);
    // Those of entries for this very host run already, unless the host was removed before.
    const own = this.#entries.filter((entry) => entry.host === host).flatMap((entry) => expandEntry(entry, []));
    const plan = [...own, ...expandForHost(this.#entries, host)];
    await this.#startAll(plan.filter(({ key }) => this.#registry.exact(key) === undefined));
    this.#hosts = [...new Set([...this.#hosts, host])];
  }

  /** Serves a host no more and stops all its pools. */
  async removeHost(host: string, options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#hosts = this.#hosts.filter((one) => one !== host);
    await Promise.all(
      this.keys()
        .filter((key) => key.host === host)
        .map((key) => this.stopPool(key, options)),
    );
  }

  /**
   * Stops all pools at once: no new calls, `graceMs` (5000) for those under way, then they are cancelled and every
   * connection is closed. Settles in bounded time; never rejects. Further calls wait for the first.
   */
  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#stopped ??= Promise.all(this.#registry.all().map((pool) => pool.stop(options))).then(() => undefined);
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #startAll(plan: readonly PlannedPool[]): Promise<void> {
    this.#refuseIfStopped();
    const pools = plan.map((planned) => this.#createPool(planned));
    const added: Pool[] = [];
    const failures: PoolError[] = [];
    try {
      for (const pool of pools) {
        this.#registry.add(pool);
        added.push(pool);
      }
    } catch (error) {
      for (const pool of added) this.#registry.remove(pool);
      throw error;
    }
    await Promise.all(pools.map((pool) => pool.start().catch((error: PoolError) => failures.push(error))));
    if (failures.length === 0) return;
    await Promise.all(pools.map((pool) => pool.stop({ graceMs: 0 })));
    for (const pool of pools) this.#registry.remove(pool);
    const list = failures.map((failure) => `\n  - ${messageOf(failure)}`).join('');
    throw new PoolError('START_FAILED', `${failures.length} of ${pools.length} pools did not start; nothing is left running:${list}`, {
      phase: 'connect',
      errors: failures,
      cause: failures[0],
    });
  }

  #createPool({ key, settings, options, backend }: PlannedPool): Pool {
    const choice =
      typeof settings.strategy === 'string' ? (this.#catalogue.strategy(settings.strategy) ?? settings.strategy) : settings.strategy;
    const { concurrency: capacity } = settings;
    const { now, random } = this.#clock;
    const createOne = (workers: number) =>
      createStrategy(choice, { workers, capacity, now: now.bind(this.#clock), random: random.bind(this.#clock) });
    return new Pool({ key, settings, options, backend, clock: this.#clock, createStrategy: createOne });
  }

  #refuseIfStopped(): void {
    if (this.#stopped !== undefined) throw new PoolError('POOL_CLOSED', `the pools were stopped: ${this.keys().map(formatKey).join(', ')}`);
  }
}
