/**
 * What a scripted operation does:
 * - `ok`, `fail`: settles at once. An `Error`: fails with it.
 * - `throw`: throws instead of answering with a promise.
 * - `wait`: settles when the test says so, or rejects when its signal aborts.
 * - `hang`: never settles unless the test says so; deaf to its signal.
 */
export type Step = 'ok' | 'fail' | 'throw' | 'wait' | 'hang' | Error;

/** What follows next, then always. */
export class Script<Of, Subject> {
  /** What happens when nothing is planned: a step, or a function that chooses one. */
  always: Of | ((subject: Subject) => Of);
  readonly #next: (Of | ((subject: Subject) => Of))[] = [];

  constructor(always: Of) {
    this.always = always;
  }

  /** Plans the next times, in order, once each. */
  next(...steps: (Of | ((subject: Subject) => Of))[]): void {
    this.#next.push(...steps);
  }

  take(subject: Subject): Of {
    const step = this.#next.length > 0 ? (this.#next.shift() as Of) : this.always;
    return step instanceof Function ? step(subject) : step;
  }
}

/** One operation under way, to be settled by the test. Settling it again does nothing. */
export class Pending<Value> {
  readonly promise: Promise<Value>;
  /** False once it is settled. */
  open = true;
  #resolve!: (value: Value) => void;
  #reject!: (reason: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  resolve(value: Value): void {
    this.open = false;
    this.#resolve(value);
  }

  reject(reason: unknown): void {
    this.open = false;
    this.#reject(reason);
  }

  /** Fails with nobody there to be told: the operation throws instead. */
  rejectUnseen(error: Error): void {
    this.promise.catch(() => {});
    this.reject(error);
  }

  /** Rejects with the signal's reason when it aborts. */
  heed(signal: AbortSignal): void {
    if (signal.aborted) this.reject(signal.reason);
    else signal.addEventListener('abort', () => this.reject(signal.reason), { once: true });
  }
}

/** Does what a step says. `what` names the operation in errors. */
export function perform<Value>(step: Step, what: string, pending: Pending<Value>, succeed: () => void, signal?: AbortSignal): void {
  if (step === 'ok') succeed();
  else if (step === 'fail') pending.reject(new Error(`scripted: ${what} fails`));
  else if (step === 'wait' && signal !== undefined) pending.heed(signal);
  else if (step instanceof Error) pending.reject(step);
  else if (step === 'throw') {
    const error = new Error(`scripted: ${what} throws`);
    pending.rejectUnseen(error);
    throw error;
  }
}
