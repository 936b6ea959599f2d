import type { WorkerView } from '@outpool/contract';

/**
 * The ready workers sorted by how many calls they run: one ring per level, and the lowest level that has anybody.
 * Finding the least loaded and moving a worker by one level take the same time among 10 workers and among 10,000.
 * Within a level the worker that has been there longest is first, so that load spreads; or the one that has come last.
 *
 * Nodes 0..n-1 are the workers, by index; node n + l heads the ring of level l. Typed arrays, not fields on the
 * workers: a strategy owns its state.
 */
export class LoadLevels {
  readonly #workers: (WorkerView | undefined)[];
  /** Of each node the one behind it, then of each the one before it, then the level of each worker: -1 for one that is not ready. */
  readonly #links: Int32Array;
  readonly #size: number;
  /** Where the second and the third part begin. */
  readonly #before: number;
  readonly #level: number;
  readonly #top: number;
  readonly #newestFirst: boolean;
  #lowest: number;

  /** @param top workers that run so many calls, or more, are never the answer */
  constructor(size: number, top: number, first: 'oldest' | 'newest' = 'oldest') {
    this.#size = size;
    this.#top = top;
    this.#newestFirst = first === 'newest';
    this.#lowest = top;
    this.#workers = new Array(size).fill(undefined);
    this.#before = size + top;
    this.#level = 2 * this.#before;
    this.#links = new Int32Array(this.#level + size).fill(-1);
    for (let head = size; head < this.#before; head++) {
      this.#links[head] = head;
      this.#links[this.#before + head] = head;
    }
  }

  /** The worker that runs the fewest calls, if any runs fewer than the top. */
  least(): WorkerView | undefined {
    const lowest = this.#lowest;
    if (lowest === this.#top) return undefined;
    return this.#workers[this.#links[this.#size + lowest] as number];
  }

  add(worker: WorkerView): void {
    const level = Math.min(worker.running, this.#top);
    this.#workers[worker.index] = worker;
    this.#link(worker.index, level);
    if (level < this.#lowest) this.#lowest = level;
  }

  remove(worker: WorkerView): void {
    this.#unlink(worker.index, this.#links[this.#level + worker.index] as number);
    this.#links[this.#level + worker.index] = -1;
    this.#workers[worker.index] = undefined;
    while (this.#lowest < this.#top && this.#isEmpty(this.#lowest)) this.#lowest++;
  }

  /** The worker's running calls have changed by one. */
  moved(worker: WorkerView): void {
    const { index, running } = worker;
    const from = this.#links[this.#level + index] as number;
    const to = Math.min(running, this.#top);
    if (to === from) return;
    this.#unlink(index, from);
    this.#link(index, to);
    // Alone on the lowest level, it takes that level along: it moves by one at a time.
    if (to < this.#lowest || (from === this.#lowest && this.#isEmpty(from))) this.#lowest = to;
  }

  #isEmpty(level: number): boolean {
    const head = this.#size + level;
    return this.#links[head] === head;
  }

  /** The top needs no ring: nobody there is ever the answer. */
  #link(index: number, level: number): void {
    const links = this.#links;
    links[this.#level + index] = level;
    if (level === this.#top) return;
    const head = this.#size + level;
    const before = this.#newestFirst ? head : (links[this.#before + head] as number);
    const next = links[before] as number;
    links[before] = index;
    links[this.#before + index] = before;
    links[index] = next;
    links[this.#before + next] = index;
  }

  #unlink(index: number, level: number): void {
    if (level === this.#top) return;
    const links = this.#links;
    const next = links[index] as number;
    const before = links[this.#before + index] as number;
    links[before] = next;
    links[this.#before + next] = before;
  }
}
