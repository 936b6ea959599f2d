import type { Line } from '../link/line.js';
import { RiakError } from '../link/riak-error.js';
import type { Terms } from '../link/terms.js';
import { Atom, type Term, Tuple } from '../wire/erlang-term.js';
import { Malformed } from '../wire/malformed.js';
import { TsTtbMsg } from '../wire/term-message.js';
import { type Cell, type Column, columnType, type Rows } from './time-series-rows.js';

const UNDEFINED = new Atom('undefined');
const NOTHING: Rows = { columns: [], rows: [] };

export async function queryTerms(line: Line, sql: string, coverContext: Uint8Array | undefined, terms: Terms): Promise<Rows> {
  const interpolation = new Tuple(new Atom('tsinterpolation'), sql, []);
  return rowsOf(await ask(line, new Tuple(new Atom('tsqueryreq'), interpolation, false, coverContext ?? UNDEFINED), terms));
}

export async function putTerms(line: Line, table: string, rows: readonly (readonly Cell[])[], terms: Terms): Promise<void> {
  const written = rows.map((cells) => new Tuple(...cells.map(writeCell)));
  await ask(line, new Tuple(new Atom('tsputreq'), table, [], written), terms);
}

export async function getTerms(line: Line, table: string, key: readonly Cell[], terms: Terms): Promise<Rows> {
  const { timeoutMs } = terms;
  const timeout = timeoutMs === undefined ? UNDEFINED : BigInt(timeoutMs);
  return rowsOf(await ask(line, new Tuple(new Atom('tsgetreq'), table, key.map(writeCell), timeout), terms));
}

/**
 * @returns what the answer holds beside its name
 * @throws RiakError when it is an error
 */
async function ask(line: Line, request: Term, terms: Terms): Promise<Term | undefined> {
  const { term } = await line.call(TsTtbMsg, { term: request }, TsTtbMsg, terms);
  if (!(term instanceof Tuple)) return undefined; // a bare name, or nothing at all: there are no rows
  const [name, first, second] = term.items;
  if (!(name instanceof Atom)) throw unreadable('an answer without a name');
  if (name.name === 'rpberrorresp') throw RiakError.fromServer(textOf(first), Number(second ?? 0n), true);
  return first;
}

function rowsOf(data: Term | undefined): Rows {
  if (!(data instanceof Tuple) || data.items.length === 0) return NOTHING;
  const [names, types, rows] = data.items.map(listOf);
  if (names === undefined || types === undefined || rows === undefined) throw unreadable('an answer without rows');
  const columns = names.map((name, index): Column => ({ name: textOf(name), type: columnType(nameOf(types[index])) }));
  const read = (row: Term) => (row instanceof Tuple ? row.items : listOf(row)).map((cell, index) => readCell(cell, columns[index]));
  return { columns, rows: rows.map(read) };
}

function readCell(cell: Term, column: Column | undefined): Cell {
  if (typeof cell === 'bigint') return column?.type === 'timestamp' ? new Date(Number(cell)) : cell;
  if (typeof cell === 'number' || typeof cell === 'boolean') return cell;
  if (cell instanceof Uint8Array) return column?.type === 'blob' ? Buffer.from(cell) : textOf(cell);
  if (Array.isArray(cell) && cell.length === 0) return null;
  throw unreadable('a cell that is no value');
}

function writeCell(cell: Cell): Term {
  if (cell === null) return [];
  return cell instanceof Date ? BigInt(cell.getTime()) : cell;
}

function listOf(term: Term): readonly Term[] {
  if (Array.isArray(term)) return term;
  throw unreadable('something else where a list belongs');
}

function nameOf(term: Term | undefined): string {
  return term instanceof Atom ? term.name : '';
}

function textOf(term: Term | undefined): string {
  return term instanceof Uint8Array ? Buffer.from(term).toString() : '';
}

function unreadable(what: string): RiakError {
  return new RiakError('PROTOCOL', `Riak sent ${what}`, { cause: new Malformed(what) });
}
