import type { Client, Query } from 'pg';
import type { RowReader, Statement } from '../rdbms-driver.js';

/** What the cursor needs of its session. */
interface Owner {
  readonly client: Client;
  /** Waits until the server is ready again after a failure. */
  settle(error: unknown): Promise<void>;
}

/** pg's own Query, and the side of it that pg's Client speaks to. */
type Portal = Query & {
  handlePortalSuspended(connection: Wire): void;
  handleError(error: Error, connection: Wire): void;
  _getRows(connection: Wire, rows: number): void;
};

interface Wire {
  close(portal: { type: 'P'; name: string }): void;
  sync(): void;
}

/** Reads a result in batches: the server runs the statement only as far as it is asked to, in or out of a transaction. */
export class PgsqlCursor<Row> implements RowReader<Row> {
  readonly #owner: Owner;
  readonly #query: Portal;
  readonly #batchRows: number;
  #rows: Row[] = [];
  #wanted: PromiseWithResolvers<void> | undefined;
  /** Where to ask for more, while there is more. */
  #suspended: Wire | undefined;
  #state: 'new' | 'open' | 'over' = 'new';

  constructor(pg: typeof import('pg'), owner: Owner, { sql, params, driverOptions }: Statement, batchRows: number) {
    this.#owner = owner;
    this.#batchRows = batchRows;
    this.#query = new pg.Query({ ...driverOptions, text: sql, values: params as unknown[], rows: batchRows } as never) as Portal;
    this.#query.handlePortalSuspended = (connection) => {
      this.#suspended = connection;
      this.#wanted?.resolve();
    };
    this.#query.on('row', (row) => this.#rows.push(row as Row));
    this.#query.on('end', () => this.#over());
    this.#query.handleError = (error, connection) => {
      // The server takes nothing more before it is told that this is the end. What pg could not send, it has told so itself.
      if (error instanceof pg.DatabaseError) connection.sync();
      this.#state = 'over';
      this.#wanted?.reject(error);
    };
  }

  async read(): Promise<Row[]> {
    if (this.#state !== 'over') await this.#proceed((wire) => this.#query._getRows(wire, this.#batchRows));
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    await this.#proceed((wire) => {
      wire.close({ type: 'P', name: '' });
      wire.sync();
    });
  }

  async #proceed(act: (wire: Wire) => void): Promise<void> {
    this.#wanted = Promise.withResolvers();
    const wire = this.#suspended;
    this.#suspended = undefined;
    try {
      if (this.#state === 'new') {
        this.#state = 'open';
        this.#owner.client.query(this.#query);
      } else if (wire !== undefined) act(wire);
      await this.#wanted.promise;
    } catch (error) {
      await this.#owner.settle(error);
      throw error;
    }
  }

  #over(): void {
    this.#state = 'over';
    this.#wanted?.resolve();
  }
}
