import type { WireAttribute, WireChange } from './drivers/ldap-driver.js';
import { LdapError } from './ldap-error.js';

/** Values to be written: text or bytes, one or several. */
export type AttributeValue = string | Uint8Array | readonly (string | Uint8Array)[];

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** An entry that was found. */
export interface LdapEntry {
  readonly dn: string;
  /** All values of each attribute, as text. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Bytes of the attributes named in `binary`, and of those with the option `;binary`. */
  readonly binary: Readonly<Record<string, readonly Buffer[]>>;
}

/** One step of a modification. Deleting without values deletes all of them. */
export type LdapChange =
  | { readonly add: Attributes }
  | { readonly replace: Attributes }
  | { readonly delete: Attributes | readonly string[] };

/** @param binary lower-case names of attributes whose values are no text */
export function toEntry(
  entry: { readonly dn: string; readonly attributes: readonly WireAttribute[] },
  binary: ReadonlySet<string>,
): LdapEntry {
  const attributes: Record<string, readonly string[]> = {};
  const bytes: Record<string, readonly Buffer[]> = {};
  for (const { type, values, text } of entry.attributes) {
    const isBinary = type.endsWith(';binary') || (binary.size > 0 && binary.has(type.toLowerCase()));
    if (type === '__proto__') continue; // no attribute has such a name: somebody means harm
    // A copy: the bytes lie in what came from the server, which would be kept for them.
    if (isBinary) bytes[type] = values.map((value) => Buffer.from(value));
    else attributes[type] = text ?? values.map((value) => value.toString());
  }
  return { dn: entry.dn, attributes, binary: bytes };
}

/** @throws LdapError `BAD_REQUEST` when a value is neither text nor bytes */
export function toWireAttributes(attributes: Attributes): WireAttribute[] {
  return Object.entries(attributes).map(([type, value]) => ({ type, values: [value].flat().map((one) => toBytes(type, one)) }));
}

export function toWireChanges(change: LdapChange): WireChange[] {
  const changesOf = (operation: WireChange['operation'], attributes: Attributes): WireChange[] =>
    toWireAttributes(attributes).map((attribute) => ({ operation, attribute }));
  if ('add' in change) return changesOf('add', change.add);
  if ('replace' in change) return changesOf('replace', change.replace);
  const gone = change.delete;
  return changesOf('delete', isList(gone) ? Object.fromEntries(gone.map((name) => [name, []])) : gone);
}

function isList(value: Attributes | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}

function toBytes(type: string, value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new LdapError('BAD_REQUEST', `a value of ${type} is of type ${value === null ? 'null' : typeof value}: expected text or bytes`);
}
