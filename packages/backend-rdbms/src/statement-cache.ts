/** Prepared statements of one connection, by their text: as many as allowed, the one unused for longest goes first. */
export class StatementCache<Prepared> {
  readonly #statements = new Map<string, Prepared>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(sql: string): Prepared | undefined {
    const prepared = this.#statements.get(sql);
    if (prepared !== undefined && this.#statements.size === this.#most) {
      this.#statements.delete(sql); // a map keeps the order of insertion: the newest use goes last
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }

  /** Keeps one more. Returns the one that has to go for it. */
  add(sql: string, prepared: Prepared): Prepared | undefined {
    this.#statements.set(sql, prepared);
    if (this.#statements.size <= this.#most) return undefined;
    for (const [oldest, dropped] of this.#statements) {
      this.#statements.delete(oldest);
      return dropped;
    }
    return undefined;
  }

  delete(sql: string): void {
    this.#statements.delete(sql);
  }

  /** Forgets all. Returns what they were. */
  clear(): Prepared[] {
    const all = [...this.#statements.values()];
    this.#statements.clear();
    return all;
  }
}
