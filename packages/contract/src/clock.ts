/** A pending timer. */
export interface Timer {
  cancel(): void;
}

/** The only source of time and chance in a pool. Tests run on a virtual one. */
export interface Clock {
  /** Milliseconds on a monotonic scale; the origin means nothing. */
  now(): number;
  /**
   * Calls back once, not before `delayMs` have passed. Runs outside the async context of whoever asks. A pending timer
   * keeps the process alive; with `holds`, only if that says so at the moment when nothing else does.
   */
  setTimer(callback: () => void, delayMs: number, holds?: () => boolean): Timer;
  /** Calls back after input that already lies in the event loop has been handled. */
  nextTurn(callback: () => void): void;
  /** Uniform in [0, 1). */
  random(): number;
}
