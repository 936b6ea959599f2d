/** Repeats earned by each accepted call. */
const SHARE = 0.2;
/** Repeats at hand before any call was accepted. */
const RESERVE = 10;
/** More are not saved up: what counts is the recent calls. */
const LIMIT = 1_000;

/**
 * How many calls may be run once more: a share of the recent ones, so that repeats cannot multiply the load of a
 * server that is already failing. Calls that need no repeat pay nothing: what they earn is worked out when one is spent.
 */
export class RetryBudget {
  #repeats = RESERVE;
  #acceptedBefore = 0;

  /** True if one more repeat is within the budget; it is then spent. */
  spend(accepted: number): boolean {
    this.#repeats = Math.min(LIMIT, this.#repeats + SHARE * (accepted - this.#acceptedBefore));
    this.#acceptedBefore = accepted;
    if (this.#repeats < 1) return false;
    this.#repeats--;
    return true;
  }
}
