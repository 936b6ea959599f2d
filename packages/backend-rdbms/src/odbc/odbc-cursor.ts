import type { Cursor } from 'odbc';
import type { RowReader } from '../rdbms-driver.js';
import { rowsOf } from './odbc-values.js';

/** What the cursor needs of its session. */
interface Owner {
  /** Settles as the answer does, or when the session dies. */
  watch<Answer>(answer: Promise<Answer>): Promise<Answer>;
}

/** Reads a result in batches, as far as the ODBC driver does: some fetch it all at first. */
export class OdbcCursor<Row> implements RowReader<Row> {
  readonly #owner: Owner;
  readonly #begin: () => Promise<Cursor>;
  readonly #batchRows: number;
  #cursor: Cursor | undefined;

  constructor(owner: Owner, begin: () => Promise<Cursor>, batchRows: number) {
    this.#owner = owner;
    this.#begin = begin;
    this.#batchRows = batchRows;
  }

  async read(): Promise<Row[]> {
    this.#cursor ??= await this.#owner.watch(this.#begin());
    const rows: Row[] = [];
    while (rows.length < this.#batchRows && !this.#cursor.noData) {
      for (const row of rowsOf(await this.#owner.watch(this.#cursor.fetch<Row>()))) rows.push(row);
    }
    return rows;
  }

  async close(): Promise<void> {
    const cursor = this.#cursor;
    this.#cursor = undefined;
    if (cursor !== undefined) await this.#owner.watch(cursor.close());
  }
}
