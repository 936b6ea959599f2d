import { hashSlot } from '../../src/strategy/hash-slot.js';

/** What the model goes by; the same numbers as in the pool's settings. */
export interface Rules {
  readonly lifo: boolean;
  readonly capacity: number;
  readonly dropsOldest: boolean;
  readonly graceMs: number;
  readonly maxUses: number;
  readonly lifetimeMs: number;
  readonly idleMs: number;
  readonly overrunMs: number;
  /** Calls without a key wait in one line, for whichever worker frees first. */
  readonly oneLine: boolean;
  /** Connections move between servers by themselves. */
  readonly moves: boolean;
  /** Between two jobs the backend tidies up. */
  readonly tidies: boolean;
}

export class ModelConnection {
  /** Open and in use: not dead, not being closed, not too late. */
  live = true;
  /** Was never one of the pool's: it came too late, or dead. */
  surplus = false;
  closeCalls = 0;
  closedAt = 0;
  uses = 0;
  /** Takes no more calls; ends with the last one that still has a caller. */
  retired = false;
  /** Its worker was taken away by a resize. */
  leaving = false;
  /** When the pool may retire it for reasons of its own, and when it must have. */
  mayFrom = Number.POSITIVE_INFINITY;
  mustFrom = Number.POSITIVE_INFINITY;
  pingFailed = false;
  leased = false;
  /** Its server wants no more work for now. */
  blocked = false;
  /** A job has ended and nobody has tidied up yet. */
  dirty = false;
  idleSince: number;
  readonly jobs = new Set<ModelCall>();

  constructor(
    readonly id: number,
    readonly worker: number,
    /** Both tell the pool. */
    readonly die: () => void,
    readonly block: (blocked: boolean) => void,
    readonly openedAt: number,
  ) {
    this.idleSince = openedAt;
  }
}

export interface CallTraits {
  readonly deadline: number;
  readonly idempotent: boolean;
  readonly lease: boolean;
  readonly key: string | undefined;
}

export class ModelCall {
  state: 'waiting' | 'running' | 'abandoned' | 'done' = 'waiting';
  connection: ModelConnection | undefined;
  runs = 0;
  startedAt = 0;
  abandonedAt = 0;
  cancelled = false;
  verdict: 'ok' | 'failed' | undefined;
  outcome: string | undefined;
  /** The worker of its key. */
  slot: number | undefined;
  deadline: number;

  constructor(
    readonly id: number,
    readonly traits: CallTraits,
  ) {
    this.deadline = traits.deadline;
  }
}

export function must(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new Error(`broken: ${rule}`);
}

/** What a pool may do, in a hundred lines: it is told of each event and says whether that was allowed. */
export class Model {
  readonly calls: ModelCall[] = [];
  readonly connections: ModelConnection[] = [];
  paused = false;
  min = 0;
  max = 0;
  /** When the pool, told to stop, cancels what still runs. Until it is told, never. */
  stopAt = Number.POSITIVE_INFINITY;
  draining = false;
  /** Connections that are just being evicted. */
  evicting: readonly ModelConnection[] = [];
  /** Order is not kept while calls move one by one. */
  moving = false;

  constructor(
    readonly rules: Rules,
    readonly now: () => number,
  ) {}

  waiting = (): ModelCall[] => this.calls.filter((call) => call.state === 'waiting');
  live = (): ModelConnection[] => this.connections.filter((connection) => connection.live);

  started(call: ModelCall, connection: ModelConnection): void {
    const { traits } = call;
    must(call.state === 'waiting', `call ${call.id} runs only when it is waiting, not ${call.state}`);
    must(!this.paused, 'nothing starts while the pool is paused');
    must(connection.live, 'nothing runs on a connection that is closed or dead');
    must(!connection.retired && this.now() <= connection.mustFrom, 'nothing starts on a connection that is being retired');
    must(!connection.blocked, 'nothing starts on a connection whose server wants no more work');
    must(!connection.dirty || this.rules.capacity > 1, 'nothing starts on a connection that has not been tidied up');
    must(connection.jobs.size < this.rules.capacity, 'concurrency is never exceeded');
    must(!connection.leased && !(traits.lease && connection.jobs.size > 0), 'a lease is alone on its connection');
    must(!call.cancelled && this.now() <= call.deadline, 'a call that was cancelled or has timed out never runs');
    must(++call.runs <= (traits.idempotent ? 2 : 1), `call ${call.id} runs ${call.runs} times`);
    must(call.slot === undefined || call.slot === connection.worker, 'a key stays with its worker');
    for (const other of this.waiting()) {
      if (other !== call) must(!this.#isBefore(other, call, connection.worker), `call ${call.id} overtakes call ${other.id}`);
    }
    Object.assign(call, { state: 'running', connection, startedAt: this.now() });
    connection.jobs.add(call);
    connection.leased = traits.lease;
    if (traits.lease) call.deadline = Number.POSITIVE_INFINITY;
    if (++connection.uses >= this.rules.maxUses) connection.retired = true;
  }

  #isBefore(other: ModelCall, call: ModelCall, worker: number): boolean {
    const shared = this.rules.capacity > 1 && (other.traits.lease || call.traits.lease);
    const rival = other.slot === worker || (other.slot === undefined && this.rules.oneLine);
    return !shared && !this.moving && rival && other.id < call.id !== this.rules.lifo;
  }

  /** The job has settled. What a job does after its connection has ended is nobody's business. */
  ended(call: ModelCall, connection: ModelConnection, verdict: 'ok' | 'failed', fate: 'keep' | 'replace' | 'lost' = 'keep'): void {
    if (!connection.jobs.has(call)) return;
    call.verdict = verdict;
    if (fate === 'lost') {
      call.verdict = undefined;
      this.gone(connection);
    }
    if (fate === 'replace') connection.retired = true;
    if (this.#graceIsOver(connection)) connection.retired = true;
    connection.jobs.delete(call);
    connection.idleSince = this.now();
    connection.dirty = this.rules.tidies && !connection.retired;
    if (call.traits.lease) connection.leased = false;
  }

  /** The connection has died, or is being closed. */
  gone(connection: ModelConnection): void {
    connection.live = false;
    connection.jobs.clear();
    if (this.draining) return;
    for (const call of this.calls) {
      const again = call.connection === connection && call.state === 'running' && call.traits.idempotent && call.runs === 1;
      if (again) this.wait(call, connection.leaving ? undefined : connection.worker);
    }
  }

  /** The call waits, from now on or again. */
  wait(call: ModelCall, slot?: number): void {
    const { key } = call.traits;
    Object.assign(call, { state: 'waiting', connection: undefined, verdict: undefined, slot: key && (slot ?? hashSlot(key, this.max)) });
  }

  answered(call: ModelCall, outcome: string): void {
    must(call.outcome === undefined, `call ${call.id} settles once: ${call.outcome}, ${outcome}`);
    const { state, connection } = call;
    const overran = this.now() - call.startedAt === this.rules.overrunMs;
    const lost = outcome === 'CONNECTION_LOST' && state === 'running' && connection?.live === false;
    const inTime = this.now() === call.deadline;
    // One that was opened this very moment has not been handed to the pool yet.
    const live = this.live();
    const down = live.every((one) => one.openedAt === this.now());
    const allowed =
      (call.verdict === outcome && state === 'running' && !lost) ||
      lost ||
      (outcome === 'CONNECTION_LOST' && state === 'running' && overran) ||
      (outcome === 'POOL_DOWN' && state === 'waiting' && inTime && down) ||
      (outcome === 'QUEUE_TIMEOUT' && state === 'waiting' && inTime && live.length > 0) ||
      (outcome === 'CALL_TIMEOUT' && state === 'running' && inTime) ||
      (outcome === 'CALL_CANCELLED' && (call.cancelled || this.now() >= this.stopAt)) ||
      (outcome === 'QUEUE_OVERFLOW' && state === 'waiting' && this.rules.dropsOldest);
    must(allowed, `call ${call.id}, ${state}, is not to be answered with ${outcome} at ${this.now()}`);
    call.outcome = outcome;
    const abandoned = state === 'running' && call.verdict === undefined && connection?.live === true;
    if (abandoned && overran && outcome === 'CONNECTION_LOST') (connection as ModelConnection).retired = true;
    Object.assign(call, abandoned ? { state: 'abandoned', abandonedAt: this.now() } : { state: 'done' });
  }

  /** The pool closes a connection. */
  closing(connection: ModelConnection): void {
    must(++connection.closeCalls === 1, `connection ${connection.id} is closed once`);
    connection.closedAt = this.now();
    if (!connection.live) return;
    must(
      [...connection.jobs].every((call) => call.state === 'abandoned'),
      'no connection is closed under a call that somebody waits for',
    );
    must(this.#mayEnd(connection), `connection ${connection.id} is closed for a reason`);
    this.gone(connection);
  }

  #mayEnd(connection: ModelConnection): boolean {
    const idle = connection.jobs.size === 0 && this.now() >= connection.idleSince + this.rules.idleMs && this.live().length > this.min;
    return this.draining || idle || connection.pingFailed || this.evicting.includes(connection) || this.mayRetire(connection);
  }

  mayRetire(connection: ModelConnection): boolean {
    return (
      this.rules.moves ||
      connection.retired ||
      connection.worker >= this.max ||
      this.now() >= connection.mayFrom ||
      this.#graceIsOver(connection)
    );
  }

  mustRetire(connection: ModelConnection): boolean {
    return connection.retired || this.now() >= connection.mustFrom || this.#graceIsOver(connection);
  }

  #graceIsOver(connection: ModelConnection): boolean {
    return [...connection.jobs].some((call) => call.state === 'abandoned' && this.now() - call.abandonedAt >= this.rules.graceMs);
  }
}
