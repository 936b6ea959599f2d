import type { ConnectAttempt, Endpoint } from '@outpool/contract';

/** What a pool would hand to `connect`, and what the backend has told it since: for tests of a backend without a pool. */
export class Attempt<Options> implements ConnectAttempt<Options> {
  readonly options: Options;
  readonly host = 'global';
  readonly tag = 'default';
  readonly worker = 0;
  readonly endpoint: Endpoint | undefined;
  readonly concurrency: number;
  /** Abort it to give the attempt up. */
  readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;
  /** Every reason that `lost` was told. */
  readonly losses: unknown[] = [];
  /** Everything that `blocked` was told. */
  readonly blocks: (string | undefined)[] = [];
  /** Every list of servers that `discovered` was told. */
  readonly discoveries: (readonly Endpoint[])[] = [];
  /** How often `blame` was called. */
  blames = 0;
  /** Resolves with the first reason of the loss. */
  readonly lostOnce: Promise<unknown>;
  readonly #tell: (reason: unknown) => void;

  /** @param options validated, as a pool would hand them over */
  constructor(options: Options, more: { readonly endpoint?: Endpoint | undefined; readonly concurrency?: number } = {}) {
    this.options = options;
    this.endpoint = more.endpoint;
    this.concurrency = more.concurrency ?? 1;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.lostOnce = promise;
    this.#tell = resolve;
  }

  // Fields, as the backend may take them off.
  readonly lost = (reason: unknown): void => {
    this.losses.push(reason);
    this.#tell(reason);
  };

  readonly blocked = (reason: string | undefined): void => {
    this.blocks.push(reason);
  };

  readonly blame = (): void => {
    this.blames++;
  };

  readonly discovered = (endpoints: readonly Endpoint[]): void => {
    this.discoveries.push(endpoints);
  };
}
