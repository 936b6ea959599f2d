import { type Clock, publish, type Timer } from '@outpool/contract/internal';

/** Something with a deadline. The fields belong to the list that it stands in. */
export interface Expirable {
  due: number;
  deadlines: DeadlineList | undefined;
  sooner: Expirable | undefined;
  later: Expirable | undefined;
  /** Called in a turn of its own once `due` has passed; the node has left its list. */
  expire(now: number): void;
}

/** One whose time may begin later than it was linked. */
export interface Beginner extends Expirable {
  begin(now: number): void;
}

/** Distinct timeouts that have an exact list each; more are rounded up, by 1.6 % at the most, so that lists stay few. */
const EXACT_LISTS = 64;
/** A timer that fires later than this was held up by a blocked event loop. */
const STALL_MS = 200;

/** All that one pool waits for: one list, and at most one timer, for each distinct timeout. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #lists = new Map<number, DeadlineList>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The list of a timeout. Keep it only while something stands in it. */
  list(timeoutMs: number): DeadlineList {
    const exact = this.#lists.get(timeoutMs);
    if (exact !== undefined) return exact;
    const rounded = this.#lists.size < EXACT_LISTS ? timeoutMs : roundUp(timeoutMs);
    const list = this.#lists.get(rounded) ?? new DeadlineList(rounded, this.#clock);
    this.#lists.set(rounded, list);
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

  /** Drops the lists that nothing stands in, and their timers. */
  clear(): void {
    for (const [timeout, list] of this.#lists) if (list.rest()) this.#lists.delete(timeout);
  }
}

/**
 * Nodes of one timeout fall due in the order they came, so a plain list keeps them sorted: linking and unlinking are
 * two pointer writes, and no node has a timer of its own. The timer of the list fires once in a timeout, whatever comes
 * and goes meanwhile, and holds the process only if something waits when nothing else does.
 */
export class DeadlineList {
  readonly timeoutMs: number;
  readonly #clock: Clock;
  #tail: Expirable | undefined;
  #timer: Timer | undefined;
  #willRead = false;
  head: Expirable | undefined;
  /** True while the time of some has not begun. They are the last. */
  hasNew = false;

  constructor(timeoutMs: number, clock: Clock) {
    this.timeoutMs = timeoutMs;
    this.#clock = clock;
  }

  /** Lets `node` fall due one timeout after `now`. */
  link(node: Expirable, now: number): void {
    if (this.hasNew) this.begin(this.#clock.now());
    this.#append(node, now + this.timeoutMs);
    if (this.#timer === undefined) this.#arm();
  }

  /**
   * Lets `node` fall due one timeout after the next reading of the clock, which is its owner's to tell. That comes at the
   * latest when whoever runs now lets go of the event loop. Of a hundred that come at once each would else read the
   * clock, for a microsecond's difference.
   */
  linkSoon(node: Beginner): void {
    if (this.#timer === undefined) {
      const now = this.#clock.now();
      node.begin(now);
      this.link(node, now);
      return;
    }
    this.#append(node, Number.POSITIVE_INFINITY);
    this.hasNew = true;
    if (this.#willRead) return;
    this.#willRead = true;
    process.nextTick(() => {
      this.#willRead = false;
      if (this.hasNew) this.begin(this.#clock.now());
    });
  }

  /** The time of those that came since the last reading of the clock begins. */
  begin(now: number): void {
    this.hasNew = false;
    for (let node = this.#tail; node?.due === Number.POSITIVE_INFINITY; node = node.sooner) {
      node.due = now + this.timeoutMs;
      (node as Beginner).begin(now);
    }
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
    forget(node);
  }

  unlink(node: Expirable): void {
    const { sooner, later } = node;
    if (sooner === undefined) this.head = later;
    else sooner.later = later;
    if (later === undefined) this.#tail = sooner;
    else later.sooner = sooner;
    forget(node);
  }

  /** Takes the timer down if nothing needs it. */
  rest(): boolean {
    if (this.head !== undefined) return false;
    this.#timer?.cancel();
    this.#timer = undefined;
    return true;
  }

  #append(node: Expirable, due: number): void {
    const tail = this.#tail;
    node.due = due;
    node.deadlines = this;
    node.sooner = tail;
    node.later = undefined;
    this.#tail = node;
    if (tail === undefined) this.head = node;
    else tail.later = node;
  }

  #arm(): void {
    if (this.head === undefined || this.timeoutMs === Number.POSITIVE_INFINITY) return;
    const { due } = this.head;
    this.#timer = this.#clock.setTimer(
      () => this.#fire(due),
      Math.max(0, due - this.#clock.now()),
      () => this.head !== undefined,
    );
  }

  #fire(due: number): void {
    const now = this.#clock.now();
    if (this.hasNew) this.begin(now);
    reportStall(this.#clock, now, now - due);
    // One more turn: an answer that already lies in a socket wins over a deadline that passed while we were blocked.
    if (this.head !== undefined && this.head.due <= now) this.#clock.nextTurn(() => this.#expire(now));
    else this.#rearm();
  }

  #expire(now: number): void {
    for (let { head } = this; head !== undefined && head.due <= now; { head } = this) {
      this.unlink(head);
      head.expire(now);
    }
    this.#rearm();
  }

  #rearm(): void {
    this.#timer = undefined;
    this.#arm();
  }
}

/** A node that is kept, as the context of its job may be, must not keep its neighbours. */
function forget(node: Expirable): void {
  node.deadlines = undefined;
  node.sooner = undefined;
  node.later = undefined;
}

const stalls = new WeakMap<Clock, number>();

/** Once for each stall, although it makes every timer late. */
function reportStall(clock: Clock, now: number, lateMs: number): void {
  if (lateMs <= STALL_MS || now - (stalls.get(clock) ?? Number.NEGATIVE_INFINITY) <= STALL_MS) return;
  stalls.set(clock, now);
  publish('loop.stalled', { lateMs });
}

function roundUp(timeoutMs: number): number {
  if (timeoutMs === 0 || timeoutMs === Number.POSITIVE_INFINITY) return timeoutMs;
  const step = 2 ** (Math.floor(Math.log2(timeoutMs)) - 6);
  return Math.ceil(timeoutMs / step) * step;
}
