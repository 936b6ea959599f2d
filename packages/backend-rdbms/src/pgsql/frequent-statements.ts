import { StatementCache } from '../statement-cache.js';

/** How many are kept. */
const KEPT = 10;
/** With how many parameters: each takes a kilobyte of the server. */
const KEPT_PARAMS = 1_000;
/** So often a statement has come before it counts as frequent. */
const BEFORE = 4;
/** Most texts whose times are counted. */
const COUNTED = 100;

/** Statements that nobody has asked to prepare, but that come often. Apart from the others, which they must not drive out. */
export class FrequentStatements extends StatementCache<string> {
  readonly #counts = new Map<string, number>();
  /** True once there has been one. */
  found = false;

  constructor() {
    super(KEPT);
  }

  /** Counts a statement. True if it deserves to be kept. */
  count(sql: string, params: readonly unknown[]): boolean {
    if (params.length > KEPT_PARAMS) return false;
    if (this.get(sql) !== undefined) return true;
    const before = this.#counts.get(sql) ?? 0;
    if (before >= BEFORE) {
      this.found = true;
      return true;
    }
    if (this.#counts.size >= COUNTED) this.#counts.clear();
    this.#counts.set(sql, before + 1);
    return false;
  }

  override clear(): string[] {
    this.#counts.clear();
    return super.clear();
  }
}
