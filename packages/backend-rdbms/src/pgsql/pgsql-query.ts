import type { FieldDef, Query } from 'pg';
import type { QueryResult } from '../rdbms-driver.js';
import { TextCache } from '../sql/text-cache.js';

type Pg = typeof import('pg');

/** Called once with what came of a query; after an error pg may call it again. */
export type Answered = (error: Error | null, result: QueryResult<never>) => void;

type QueryClass = new (text: string, params: readonly unknown[], answered: Answered) => Query;

/** A date is no moment in the local time zone, as pg has it: `date` is read as `text`, and `date[]` as `text[]`. */
const asText: Readonly<Record<number, number>> = { 1082: 25, 1182: 1009 };

export const NOTHING: QueryResult<never> = { rows: [], rowCount: 0, fields: [] };

const classes = new WeakMap<Pg, QueryClass>();
const layouts = new TextCache<Pg, { layout?: Layout }>();

/** How values of a type are read. */
export function typeParser(pg: Pg, oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  return pg.types.getTypeParser(asText[oid] ?? oid, format as 'text');
}

/** The class of queries over this pg. */
export function queryClass(pg: Pg): QueryClass {
  let known = classes.get(pg);
  if (known === undefined) {
    known = makeClass(pg);
    classes.set(pg, known);
  }
  return known;
}

/**
 * pg's own finds out anew with every answer how its rows are read, which costs as much as the rest of a short query: here
 * that is remembered with the text.
 */
function makeClass(pg: Pg): QueryClass {
  return class extends pg.Query {
    readonly #text: string;
    readonly #answered: Answered;
    #layout: Layout | undefined;
    #fields: FieldDef[] = [];
    #rows: unknown[] = [];
    #rowCount = 0;
    /** True after the end of a statement: a text may hold several, and the last one counts. */
    #isOver = false;
    #unreadable: Error | undefined;

    constructor(text: string, params: readonly unknown[], answered: Answered) {
      super(text, params as unknown[]);
      this.#text = text;
      this.#answered = answered;
    }

    handleRowDescription({ fields }: { fields: FieldDef[] }): void {
      this.#next();
      this.#fields = fields;
      const known = layouts.get(pg, this.#text, () => ({}));
      if (known.layout === undefined || !known.layout.fits(fields)) known.layout = new Layout(fields, pg);
      this.#layout = known.layout;
    }

    handleDataRow({ fields: values }: { fields: (string | null)[] }): void {
      if (this.#unreadable !== undefined || this.#layout === undefined) return;
      try {
        this.#rows.push(this.#layout.read(values));
      } catch (error) {
        this.#unreadable = error as Error;
      }
    }

    /** @param text `INSERT 0 3`, `SELECT 3`, `BEGIN` */
    handleCommandComplete({ text }: { text: string }): void {
      this.#next();
      this.#rowCount = Number(text.slice(text.lastIndexOf(' ') + 1)) || 0;
      this.#isOver = true;
    }

    handleReadyForQuery(): void {
      const result = { rows: this.#rows as never[], rowCount: this.#rowCount, fields: this.#fields };
      this.#answered(this.#unreadable ?? null, result);
    }

    handleError(error: Error): void {
      this.#answered(this.#unreadable ?? error, NOTHING);
    }

    #next(): void {
      if (!this.#isOver) return;
      this.#isOver = false;
      this.#rows = [];
      this.#fields = [];
    }
  };
}

/** How a row with these columns is read. */
class Layout {
  readonly #fields: readonly FieldDef[];
  readonly #parsers: readonly ((text: string) => unknown)[];
  /** All columns, empty: copied, it is quicker to fill than a new object, and takes any name. */
  readonly #empty: Readonly<Record<string, unknown>>;

  constructor(fields: readonly FieldDef[], pg: Pg) {
    this.#fields = fields;
    this.#parsers = fields.map(({ dataTypeID }) => typeParser(pg, dataTypeID));
    this.#empty = Object.fromEntries(fields.map(({ name }) => [name, null]));
  }

  fits(fields: readonly FieldDef[]): boolean {
    if (fields.length !== this.#fields.length) return false;
    for (let index = 0; index < fields.length; index++) {
      const one = fields[index] as FieldDef;
      const other = this.#fields[index] as FieldDef;
      if (one.name !== other.name || one.dataTypeID !== other.dataTypeID) return false;
    }
    return true;
  }

  read(values: readonly (string | null)[]): Record<string, unknown> {
    const row: Record<string, unknown> = { ...this.#empty };
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as string | null;
      row[(this.#fields[index] as FieldDef).name] = value === null ? null : this.#parsers[index]?.(value);
    }
    return row;
  }
}
