/** So often must a statement have come before it counts as frequent. */
const FREQUENT = 5;
/** Most texts whose times are counted. */
const COUNTED = 100;

/** Prepared statements of one connection, by their text: as many as allowed, the one unused for longest goes first. */
export class StatementCache<Prepared> {
  readonly #statements = new Map<string, Prepared>();
  readonly #most: number;
  /** How often others have come. */
  readonly #counts = new Map<string, number>();

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

  /** Counts a statement that is to be kept only if it comes often. True if it does, or is kept already. */
  isFrequent(sql: string): boolean {
    if (this.#statements.has(sql)) return true;
    const count = (this.#counts.get(sql) ?? 0) + 1;
    if (count > FREQUENT) return true;
    if (this.#counts.size >= COUNTED) this.#counts.clear();
    this.#counts.set(sql, count);
    return false;
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
