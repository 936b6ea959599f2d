import { type Client, type ExecutionOptions, type HostMap, policies } from 'cassandra-driver';

const { DefaultLoadBalancingPolicy } = policies.loadBalancing;
const { ConstantReconnectionPolicy } = policies.reconnection;
const { RetryPolicy } = policies.retry;

/** The driver's number for it, which its types keep to themselves. */
const RETRY = 1;

/** Pauses between attempts to reach a node: random, below a bound that doubles. */
const FIRST_MS = 50;
const LONGEST_MS = 1_000;

/** Uses the nodes of one data center: the one named, or that of the first of `endpoints` that is there. */
export class LocalDataCenter extends DefaultLoadBalancingPolicy {
  declare localDc: string | undefined;
  readonly #endpoints: readonly string[];

  constructor(name: string | undefined, endpoints: readonly string[]) {
    super(name === undefined ? {} : { localDc: name });
    this.#endpoints = endpoints;
  }

  override init(client: Client, hosts: HostMap, callback: (error: Error) => void): void {
    const known = [...this.#endpoints.map((endpoint) => hosts.get(endpoint)), ...hosts.values()];
    this.localDc ??= known.find((host) => host !== undefined)?.datacenter;
    super.init(client, hosts, callback);
  }
}

interface Asked {
  readonly executionOptions: ExecutionOptions;
  readonly nbRetry: number;
}

/**
 * Repeats idempotent statements, and no others: on the other nodes in turn when one is gone or silent, once on another
 * when it says that there are too few replicas, or that they were too slow.
 */
export class RepeatIdempotent extends RetryPolicy {
  override onRequestError(asked: Asked) {
    return this.#onAnother(asked.executionOptions.isIdempotent());
  }

  override onUnavailable(asked: Asked) {
    return this.#once(asked);
  }

  override onReadTimeout(asked: Asked) {
    return this.#once(asked);
  }

  override onWriteTimeout(asked: Asked) {
    return this.#once(asked);
  }

  #once({ executionOptions, nbRetry }: Asked) {
    return this.#onAnother(executionOptions.isIdempotent() && nbRetry === 0);
  }

  #onAnother(repeat: boolean) {
    // With its own consistency: a weaker one would not be what was asked for.
    return repeat ? { ...this.rethrowResult(), decision: RETRY, useCurrentHost: false } : this.rethrowResult();
  }
}

/** As pools dial. Without chance in it, all clients would come back to a node at once. */
export class DialAgain extends ConstantReconnectionPolicy {
  constructor() {
    super(LONGEST_MS);
  }

  override newSchedule(): Iterator<number> {
    let bound = FIRST_MS;
    return {
      next: () => {
        const value = 1 + Math.random() * bound;
        bound = Math.min(LONGEST_MS, bound * 2);
        return { value, done: false };
      },
    };
  }
}
