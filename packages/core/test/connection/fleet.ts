import { EndpointBalancer } from '../../src/connection/endpoint-balancer.js';
import type { Endpoint } from '@outpool/contract/internal';

export const endpoints = (count: number): Endpoint[] => Array.from({ length: count }, (_, index) => ({ host: `server-${index}`, port: 1 }));

export function seeded(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32;
  };
}

/** Servers that are up or down and a pool that keeps so many connections to them, on simulated time. */
export class Fleet {
  readonly balancer: EndpointBalancer;
  /** Servers that refuse connections. */
  readonly down = new Set<number>();
  /** Servers that are sound but not wanted. */
  readonly standby = new Set<number>();
  /** Attempts made at each server. */
  readonly dialled: number[];
  readonly #open: number[];
  #missing = 0;
  #now = 0;

  constructor(count: number, policy: 'spread' | 'failover', seed = 1) {
    this.balancer = new EndpointBalancer({ endpoints: endpoints(count), policy, random: seeded(seed) });
    this.dialled = new Array<number>(count).fill(0);
    this.#open = new Array<number>(count).fill(0);
  }

  counts(): number[] {
    return [...this.#open];
  }

  open(connections: number): void {
    this.#missing += connections;
    this.#dialAll();
  }

  /** All connections of one server die. */
  lose(index: number, blamed = true): void {
    const lost = this.#open[index] as number;
    for (let connection = 0; connection < lost; connection++) this.#drop(index);
    if (blamed && lost > 0) this.balancer.failed(index, this.#now);
  }

  /** Lets time pass in steps; in each, at most one connection moves. Answers with the moves that came to something. */
  run(ms: number, stepMs: number): number {
    const end = this.#now + ms;
    let moves = 0;
    while (this.#now < end) {
      this.#now = Math.min(end, this.#now + stepMs);
      this.#dialAll();
      const from = this.balancer.misplaced(this.#now);
      if (from === undefined) continue;
      const before = this.#open[from] as number;
      if (before === 0) throw new Error(`server ${from} has nothing to move`);
      this.#drop(from);
      this.#dialAll();
      if ((this.#open[from] as number) < before) moves++;
    }
    return moves;
  }

  #drop(index: number): void {
    this.#open[index] = (this.#open[index] as number) - 1;
    this.#missing++;
    this.balancer.disconnected(index);
  }

  #dialAll(): void {
    for (let left = this.#missing; left > 0; left--) {
      if (!this.#dial()) return;
    }
  }

  #dial(): boolean {
    const tried: number[] = [];
    for (let index = this.balancer.choose(this.#now, tried); index !== undefined; index = this.balancer.choose(this.#now, tried)) {
      tried.push(index);
      this.dialled[index] = (this.dialled[index] as number) + 1;
      this.balancer.connecting(index);
      if (this.down.has(index)) {
        this.balancer.disconnected(index);
        this.balancer.failed(index, this.#now);
      } else if (this.standby.has(index)) {
        this.balancer.disconnected(index);
        this.balancer.declined(index);
      } else {
        this.balancer.succeeded(index, this.#now);
        this.#open[index] = (this.#open[index] as number) + 1;
        this.#missing--;
        return true;
      }
    }
    return false;
  }
}
