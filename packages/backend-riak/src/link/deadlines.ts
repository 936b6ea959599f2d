/** More a timer cannot wait. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** One timer for many deadlines: it is set for the next there is, and has all of them looked at when it comes. */
export class Deadlines {
  readonly #look: (now: number) => number;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #at = Number.POSITIVE_INFINITY;

  /** @param look does what is due, and gives the next deadline, on the scale of `performance.now` */
  constructor(look: (now: number) => number) {
    this.#look = look;
  }

  add(deadline: number): void {
    if (deadline < this.#at) this.#set(deadline);
  }

  stop(): void {
    this.#set(Number.POSITIVE_INFINITY);
  }

  #set(at: number): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#at = at;
    if (at === Number.POSITIVE_INFINITY) return;
    const delay = Math.min(Math.max(1, at - performance.now() + 1), MAX_TIMER_MS);
    this.#timer = setTimeout(() => {
      // If this process was busy with something else, the answer may lie there unread: one turn of the loop for it.
      this.#turn = setImmediate(() => this.#set(this.#look(performance.now())));
    }, delay).unref();
  }
}
