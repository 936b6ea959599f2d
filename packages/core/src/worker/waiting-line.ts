import type { Call } from './call.js';

/** Waiting calls in order of their tickets, linked through the calls themselves: every operation is a few pointer writes. */
export class WaitingLine {
  oldest: Call | undefined;
  newest: Call | undefined;
  length = 0;

  /** A new call is the youngest; one that comes back after a lost connection walks to its old place. */
  enter(call: Call): void {
    let ahead = this.newest;
    let behind: Call | undefined;
    while (ahead !== undefined && ahead.ticket > call.ticket) {
      behind = ahead;
      ahead = ahead.ahead;
    }
    call.line = this;
    call.ahead = ahead;
    call.behind = behind;
    if (ahead === undefined) this.oldest = call;
    else ahead.behind = call;
    if (behind === undefined) this.newest = call;
    else behind.ahead = call;
    this.length++;
  }

  leave(call: Call): void {
    const { ahead, behind } = call;
    if (ahead === undefined) this.oldest = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.newest = ahead;
    else behind.ahead = ahead;
    call.line = undefined;
    call.ahead = undefined;
    call.behind = undefined;
    this.length--;
  }

  /** Every call, oldest first, as it is now. */
  toArray(): Call[] {
    const calls: Call[] = [];
    for (let call = this.oldest; call !== undefined; call = call.behind) calls.push(call);
    return calls;
  }
}
