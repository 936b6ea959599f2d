/** A pending timer. */
export interface Timer {
  cancel(): void;
  /** Keeps the process alive while the timer is pending. Timers start that way. */
  ref(): void;
  /** Lets the process end although the timer is pending. */
  unref(): void;
}

/** The only source of time and chance in a pool. Tests run on a virtual one. */
export interface Clock {
  /** Milliseconds on a monotonic scale; the origin means nothing. */
  now(): number;
  /** Calls back once, not before `delayMs` have passed. Runs outside the async context of whoever asks. */
  setTimer(callback: () => void, delayMs: number): Timer;
  /** Calls back after input that already lies in the event loop has been handled. */
  nextTurn(callback: () => void): void;
  /** Uniform in [0, 1). */
  random(): number;
}
