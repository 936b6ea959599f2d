import { type Endpoint, type Strategy, type StrategyClass, strategy, type WorkerView } from '@outpool/contract';
import { hasRoom } from './pick-two.js';

/** How much of the work each server gets, by `host` or `host:port`: `{ 'big.example.com': 3, 'small.example.com:5433': 0.5 }`. */
export type ServerWeights = Readonly<Record<string, number>>;

/** A server in its turn. */
class Share {
  readonly weight: number;
  /** Grows by the weight with each choice, shrinks by the sum of all weights when chosen. */
  credit = 0;
  /** The least loaded of its workers that have room, for the choice at hand. */
  worker: WorkerView | undefined;

  constructor(weight: number) {
    this.weight = weight;
  }
}

/**
 * `weighted`: makes a strategy that deals the calls out to the servers of a pool in proportion to their weights, in turns as
 * smooth as they can be: with 3 and 1 `a a b a`, not `a a a b`. How many workers a server has makes no difference;
 * among them the least loaded is taken. A server without a weight has 1.
 *
 * A server whose workers have no room, or none of which is ready, is passed over, and the others share in proportion. A
 * call waits in the pool's line when nobody has room. Where the backend lists no servers, it is plainly the
 * least loaded.
 *
 * @param name what configs call it; another one for each set of weights in one application
 * @throws RangeError for a weight that is not a number above 0
 */
export function weighted(weights: ServerWeights, name = 'weighted'): StrategyClass {
  for (const [server, weight] of Object.entries(weights)) {
    if (!(weight > 0 && weight < Number.POSITIVE_INFINITY))
      throw new RangeError(`the weight of ${server}: expected a number above 0, not ${weight}`);
  }
  const weightOf = ({ host, port }: Endpoint): number => weights[`${host}:${port}`] ?? weights[host] ?? 1;

  @strategy(name)
  class Weighted implements Strategy {
    readonly #shares = new Map<string, Share>();

    select(workers: readonly WorkerView[]): WorkerView | undefined {
      for (const worker of workers) {
        if (!hasRoom(worker)) continue;
        const share = this.#shareOf(worker.endpoint);
        if (share.worker === undefined || worker.load < share.worker.load) share.worker = worker;
      }
      let sum = 0;
      let next: Share | undefined;
      for (const share of this.#shares.values()) {
        if (share.worker === undefined) continue;
        sum += share.weight;
        share.credit += share.weight;
        if (next === undefined || share.credit > next.credit) next = share;
      }
      if (next !== undefined) next.credit -= sum;
      const chosen = next?.worker;
      for (const share of this.#shares.values()) share.worker = undefined;
      return chosen;
    }

    #shareOf(endpoint: Endpoint | undefined): Share {
      const server = endpoint === undefined ? '' : `${endpoint.host}:${endpoint.port}`;
      let share = this.#shares.get(server);
      if (share === undefined) {
        share = new Share(endpoint === undefined ? 1 : weightOf(endpoint));
        this.#shares.set(server, share);
      }
      return share;
    }
  }
  return Weighted;
}
