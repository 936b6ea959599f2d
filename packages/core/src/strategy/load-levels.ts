import type { WorkerView } from '../contract/strategy.js';

/**
 * The ready workers sorted by how many calls they run: one ring per level, and the lowest level that has anybody.
 * Finding the least loaded and moving a worker by one level take the same time among 10 workers and among 10,000.
 * Within a level the worker that has been there longest is first, so that load spreads.
 *
 * Nodes 0..n-1 are the workers, by index; node n + l heads the ring of level l. Typed arrays, not fields on the
 * workers: a strategy owns its state.
 */
export class LoadLevels {
  readonly #workers: (WorkerView | undefined)[];
  readonly #next: Int32Array;
  readonly #before: Int32Array;
  /** Level of each worker; -1 for one that is not ready. */
  readonly #level: Int32Array;
  readonly #size: number;
  readonly #top: number;
  #lowest: number;

  /** @param top workers that run so many calls, or more, are never the answer */
  constructor(size: number, top: number) {
    this.#size = size;
    this.#top = top;
    this.#lowest = top;
    this.#workers = new Array(size).fill(undefined);
    this.#level = new Int32Array(size).fill(-1);
    this.#next = new Int32Array(size + top);
    this.#before = new Int32Array(size + top);
    for (let head = size; head < this.#next.length; head++) {
      this.#next[head] = head;
      this.#before[head] = head;
    }
  }

  /** The worker that runs the fewest calls, if any runs fewer than the top. */
  least(): WorkerView | undefined {
    const lowest = this.#lowest;
    if (lowest === this.#top) return undefined;
    return this.#workers[this.#next[this.#size + lowest] as number];
  }

  add(worker: WorkerView): void {
    const level = Math.min(worker.running, this.#top);
    this.#workers[worker.index] = worker;
    this.#link(worker.index, level);
    if (level < this.#lowest) this.#lowest = level;
  }

  remove(worker: WorkerView): void {
    this.#unlink(worker.index, this.#level[worker.index] as number);
    this.#level[worker.index] = -1;
    this.#workers[worker.index] = undefined;
    while (this.#lowest < this.#top && this.#isEmpty(this.#lowest)) this.#lowest++;
  }

  /** The worker's running calls have changed by one. */
  moved(worker: WorkerView): void {
    const { index, running } = worker;
    const from = this.#level[index] as number;
    const to = running < this.#top ? running : this.#top;
    if (to === from) return;
    this.#unlink(index, from);
    this.#link(index, to);
    // Alone on the lowest level, it takes that level along: it moves by one at a time.
    if (to < this.#lowest || (from === this.#lowest && this.#isEmpty(from))) this.#lowest = to;
  }

  #isEmpty(level: number): boolean {
    const head = this.#size + level;
    return this.#next[head] === head;
  }

  /** The top needs no ring: nobody there is ever the answer. */
  #link(index: number, level: number): void {
    this.#level[index] = level;
    if (level === this.#top) return;
    const head = this.#size + level;
    const last = this.#before[head] as number;
    this.#next[last] = index;
    this.#before[index] = last;
    this.#next[index] = head;
    this.#before[head] = index;
  }

  #unlink(index: number, level: number): void {
    if (level === this.#top) return;
    const next = this.#next[index] as number;
    const before = this.#before[index] as number;
    this.#next[before] = next;
    this.#before[next] = before;
  }
}
