import type { Readable } from 'node:stream';
import type { Connection } from 'mysql2';
import type { RowReader, Statement } from '../rdbms-driver.js';
import { sendable } from '../sql/sendable.js';

/** What the cursor needs of its session. */
interface Owner {
  readonly client: Connection;
  readonly fault: Error | undefined;
  cancel(): Promise<void>;
  failed(error: unknown): unknown;
}

/** Reads a result in batches: while nobody reads, the socket is paused, and the server waits with the rest. */
export class MysqlCursor<Row> implements RowReader<Row> {
  readonly #owner: Owner;
  readonly #begin: () => Readable;
  readonly #batchRows: number;
  #stream: Readable | undefined;
  #error: unknown;
  #over = false;

  constructor(owner: Owner, { sql, params, driverOptions }: Statement, batchRows: number) {
    this.#owner = owner;
    this.#batchRows = batchRows;
    const values = params.map(sendable);
    this.#begin = () => owner.client.query({ ...driverOptions, sql }, values).stream({ highWaterMark: batchRows }) as Readable;
  }

  async read(): Promise<Row[]> {
    this.#stream ??= this.#opened();
    const stream = this.#stream;
    const rows: Row[] = [];
    while (rows.length < this.#batchRows) {
      const row: Row | null = stream.read();
      if (row !== null) rows.push(row);
      else if (rows.length > 0) break;
      else if (this.#over) break;
      else await changed(stream);
    }
    if (rows.length === 0 && this.#error !== undefined) throw this.#error;
    return rows;
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined || this.#over) return;
    // The server is told to stop; what is already under way is read and dropped.
    await this.#owner.cancel().catch(() => undefined);
    while (!this.#over) {
      while (stream.read() !== null);
      if (!this.#over) await changed(stream);
    }
  }

  /** The session has died. */
  abandon(reason: Error): void {
    this.#stream?.destroy(reason);
  }

  #opened(): Readable {
    const stream = this.#begin();
    const over = (): void => {
      this.#over = true;
    };
    stream.on('error', (error) => {
      this.#error = this.#owner.failed(error);
      over();
    });
    return stream.on('end', over).on('close', over);
  }
}

/** Settles at the next thing that a stream says. */
function changed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    const events = ['readable', 'end', 'close', 'error'];
    const settle = (): void => {
      for (const event of events) stream.off(event, settle);
      resolve();
    };
    for (const event of events) stream.on(event, settle);
  });
}
