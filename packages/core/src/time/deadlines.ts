import type { Clock, Timer } from '../contract/clock.js';
import { publish } from '../events/events.js';

/** Something with a deadline. The fields belong to the list that it stands in. */
export interface Expirable {
  due: number;
  deadlines: DeadlineList | undefined;
  sooner: Expirable | undefined;
  later: Expirable | undefined;
  /** Called in a turn of its own once `due` has passed; the node has left its list. */
  expire(now: number): void;
}

/** Distinct timeouts that have an exact list each; more are rounded up, by 1.6 % at the most, so that lists stay few. */
const EXACT_LISTS = 64;
/** A timer that fires later than this was held up by a blocked event loop. */
const STALL_MS = 200;

/**
 * All that one pool waits for. Nodes of one timeout fall due in the order they came, so a plain list per distinct
 * timeout keeps them sorted: linking and unlinking are two pointer writes, and no node has a timer of its own.
 */
export class Deadlines {
  readonly #timer: DeadlineTimer;
  readonly #lists = new Map<number, DeadlineList>();

  constructor(clock: Clock) {
    this.#timer = DeadlineTimer.of(clock);
  }

  /** The list of a timeout. Keep it only while something stands in it. */
  list(timeoutMs: number): DeadlineList {
    const exact = this.#lists.get(timeoutMs);
    if (exact !== undefined) return exact;
    const rounded = this.#lists.size < EXACT_LISTS ? timeoutMs : roundUp(timeoutMs);
    let list = this.#lists.get(rounded);
    if (list === undefined) {
      list = new DeadlineList(rounded, this.#timer);
      this.#lists.set(rounded, list);
    }
    return list;
  }

  /** Everything that has a deadline here, now; in no order. */
  all(): Expirable[] {
    const nodes: Expirable[] = [];
    for (const list of this.#lists.values()) {
      for (let node = list.head; node !== undefined; node = node.later) nodes.push(node);
    }
    return nodes;
  }

  /** Drops the lists that nothing stands in, and the timer if nothing else needs it. */
  clear(): void {
    for (const [timeout, list] of this.#lists) {
      if (list.head === undefined) this.#lists.delete(timeout);
    }
    this.#timer.rest();
  }
}

export class DeadlineList {
  readonly timeoutMs: number;
  readonly #timer: DeadlineTimer;
  #tail: Expirable | undefined;
  head: Expirable | undefined;
  /** True while the timer looks at this list. It stays so, although empty, until the timer next fires. */
  watched = false;

  constructor(timeoutMs: number, timer: DeadlineTimer) {
    this.timeoutMs = timeoutMs;
    this.#timer = timer;
  }

  /** Lets `node` fall due one timeout after `now`. */
  link(node: Expirable, now: number): void {
    const tail = this.#tail;
    node.due = now + this.timeoutMs;
    node.deadlines = this;
    node.sooner = tail;
    node.later = undefined;
    this.#tail = node;
    if (tail === undefined) {
      this.head = node;
      this.#timer.filled();
    } else tail.later = node;
    if (!this.watched) this.#timer.watch(this, node.due);
  }

  /** Puts `next` in the place of `node`, with the same deadline. */
  replace(node: Expirable, next: Expirable): void {
    const { sooner, later } = node;
    next.due = node.due;
    next.deadlines = this;
    next.sooner = sooner;
    next.later = later;
    if (sooner === undefined) this.head = next;
    else sooner.later = next;
    if (later === undefined) this.#tail = next;
    else later.sooner = next;
    node.deadlines = undefined;
    node.sooner = undefined;
    node.later = undefined;
  }

  unlink(node: Expirable): void {
    const { sooner, later } = node;
    if (sooner === undefined) this.head = later;
    else sooner.later = later;
    if (later === undefined) this.#tail = sooner;
    else later.sooner = sooner;
    node.deadlines = undefined;
    node.sooner = undefined;
    node.later = undefined;
    if (sooner === undefined && later === undefined) this.#timer.emptied();
  }
}

/** The one timer of all deadlines on one clock. It holds the process only while something waits for it. */
class DeadlineTimer {
  static readonly #byClock = new WeakMap<Clock, DeadlineTimer>();

  readonly #clock: Clock;
  #lists: DeadlineList[] = [];
  #timer: Timer | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  /** Lists that are not empty. */
  #busy = 0;

  static of(clock: Clock): DeadlineTimer {
    let timer = DeadlineTimer.#byClock.get(clock);
    if (timer === undefined) {
      timer = new DeadlineTimer(clock);
      DeadlineTimer.#byClock.set(clock, timer);
    }
    return timer;
  }

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  filled(): void {
    if (this.#busy++ === 0) this.#timer?.ref();
  }

  emptied(): void {
    if (--this.#busy === 0) this.#timer?.unref();
  }

  watch(list: DeadlineList, due: number): void {
    list.watched = true;
    if (list.timeoutMs === Number.POSITIVE_INFINITY) return;
    this.#lists.push(list);
    if (due < this.#dueAt) this.#arm(due);
  }

  /** Takes the timer down if every list is empty. */
  rest(): void {
    if (this.#lists.some((list) => list.head !== undefined)) return;
    for (const list of this.#lists) list.watched = false;
    this.#lists = [];
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
  }

  #arm(due: number): void {
    this.#timer?.cancel();
    this.#dueAt = due;
    this.#timer = this.#clock.setTimer(() => this.#fire(), Math.max(0, due - this.#clock.now()));
    if (this.#busy === 0) this.#timer.unref();
  }

  #fire(): void {
    const now = this.#clock.now();
    const lateMs = now - this.#dueAt;
    if (lateMs > STALL_MS) publish('loop.stalled', { lateMs });
    this.#timer = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;

    const overdue: DeadlineList[] = [];
    let next = Number.POSITIVE_INFINITY;
    this.#lists = this.#lists.filter((list) => {
      const head = list.head;
      if (head === undefined) {
        list.watched = false;
        return false;
      }
      if (head.due <= now) overdue.push(list);
      else next = Math.min(next, head.due);
      return true;
    });
    if (next !== Number.POSITIVE_INFINITY) this.#arm(next);
    // One more turn: an answer that already lies in a socket wins over a deadline that passed while we were blocked.
    if (overdue.length > 0) this.#clock.nextTurn(() => this.#expire(overdue, now));
  }

  #expire(lists: readonly DeadlineList[], now: number): void {
    for (const list of lists) {
      for (let head = list.head; head !== undefined && head.due <= now; head = list.head) {
        list.unlink(head);
        head.expire(now);
      }
    }
    // Only now: what expires may have put something in a list that was empty already.
    let next = Number.POSITIVE_INFINITY;
    for (const list of lists) {
      if (list.head === undefined) list.watched = false;
      else next = Math.min(next, list.head.due);
    }
    this.#lists = this.#lists.filter((list) => list.watched);
    if (next < this.#dueAt) this.#arm(next);
  }
}

function roundUp(timeoutMs: number): number {
  if (timeoutMs === 0 || timeoutMs === Number.POSITIVE_INFINITY) return timeoutMs;
  const step = 2 ** (Math.floor(Math.log2(timeoutMs)) - 6);
  return Math.ceil(timeoutMs / step) * step;
}
