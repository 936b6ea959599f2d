import type { Call } from './call.js';

/** Waiting calls in order of acceptance, linked through the calls themselves: every operation is a few pointer writes. */
export class WaitingLine {
  #oldest: Call | undefined;
  #newest: Call | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get oldest(): Call | undefined {
    return this.#oldest;
  }

  get newest(): Call | undefined {
    return this.#newest;
  }

  push(call: Call): void {
    const newest = this.#newest;
    call.line = this;
    call.ahead = newest;
    call.behind = undefined;
    this.#newest = call;
    if (newest === undefined) this.#oldest = call;
    else newest.behind = call;
    this.#length++;
  }

  remove(call: Call): void {
    const { ahead, behind } = call;
    if (ahead === undefined) this.#oldest = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.#newest = ahead;
    else behind.ahead = ahead;
    call.line = undefined;
    call.ahead = undefined;
    call.behind = undefined;
    this.#length--;
  }

  /** Puts a call back where its ticket says. Walks from the old end, where a call that comes back belongs. */
  insert(call: Call): void {
    let behind = this.#oldest;
    while (behind !== undefined && behind.ticket < call.ticket) behind = behind.behind;
    if (behind === undefined) {
      this.push(call);
      return;
    }
    const ahead = behind.ahead;
    call.line = this;
    call.ahead = ahead;
    call.behind = behind;
    behind.ahead = call;
    if (ahead === undefined) this.#oldest = call;
    else ahead.behind = call;
    this.#length++;
  }

  /** Every call, oldest first, as it is now. */
  toArray(): Call[] {
    const calls: Call[] = [];
    for (let call = this.#oldest; call !== undefined; call = call.behind) calls.push(call);
    return calls;
  }
}
