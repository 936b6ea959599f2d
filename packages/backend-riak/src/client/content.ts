import type { RpbContent } from '../messages/riak-kv.js';
import type { Bytes, Written } from '../wire/codec.js';
import { type ObjectLink, RiakObject } from './riak-object.js';

/** A term of a secondary index: text or bytes in an `_bin` field, a whole number in an `_int` field. */
export type Term = Bytes | number | bigint;

/** What is stored. */
export interface NewObject {
  /** Bytes as they are; text as UTF-8. */
  readonly value?: Bytes | undefined;
  /** Stored as JSON, instead of `value`. */
  readonly json?: unknown;
  /** Default: `application/json` with `json`, `text/plain` with text, none with bytes. */
  readonly contentType?: string | undefined;
  /** Default: `utf-8` with text. */
  readonly charset?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly meta?: Readonly<Record<string, Bytes>> | undefined;
  /** `{ email_bin: 'ada@example.com', age_int: 36 }`; several terms as a list. */
  readonly indexes?: Readonly<Record<string, Term | readonly Term[]>> | undefined;
  readonly links?: readonly ObjectLink[] | undefined;
}

/** What may be stored: a value alone, a value with all that belongs to it, or an object that was read. */
export type Content = Bytes | NewObject | RiakObject;

/**
 * The content as it is sent.
 * @throws TypeError for neither value nor JSON, and for an index without `_bin` or `_int`: the server would close the connection
 */
export function contentFields(content: Content): Written<RpbContent> {
  if (content instanceof RiakObject) return content.stored;
  if (typeof content === 'string') return { value: content, contentType: 'text/plain', charset: 'utf-8' };
  if (content instanceof Uint8Array) return { value: content };
  const { value, json, contentType, charset, contentEncoding, meta = {}, indexes = {}, links = [] } = content;
  if ((value === undefined) === (json === undefined)) throw new TypeError('content: expected either value or json');
  const isText = typeof value === 'string';
  return {
    value: value ?? JSON.stringify(json),
    contentType: contentType ?? (json !== undefined ? 'application/json' : isText ? 'text/plain' : undefined),
    charset: charset ?? (isText && contentType === undefined ? 'utf-8' : undefined),
    contentEncoding,
    usermeta: Object.entries(meta).map(([key, value]) => ({ key, value })),
    indexes: Object.entries(indexes).flatMap(([field, terms]) =>
      listOf(terms).map((term) => ({ key: field, value: termFor(field, term) })),
    ),
    links,
  };
}

/**
 * The term as it is sent.
 * @throws TypeError when the field cannot hold it: the server would close the connection
 */
export function termFor(field: string, term: Term): Bytes {
  if (field.endsWith('_int')) {
    const whole = typeof term === 'bigint' || Number.isSafeInteger(term) || /^-?\d+$/.test(String(term));
    if (whole) return String(term);
    throw new TypeError(`${field}: expected a whole number, got ${String(term)}`);
  }
  if (!/^\$(key|bucket)$|_bin$/.test(field))
    throw new TypeError(`${field}: the name of an index ends with _bin or _int, or is $key or $bucket`);
  return term instanceof Uint8Array ? term : String(term);
}

function listOf(terms: Term | readonly Term[]): readonly Term[] {
  return Array.isArray(terms) ? terms : [terms as Term];
}
