import type { Dialect } from './dialect.js';
import { TextCache } from './text-cache.js';

interface Rewritten {
  readonly sql: string;
  /** Which parameter stands at each place; nothing when they stand as they were given. */
  readonly order: readonly number[] | undefined;
}

const rewritten = new TextCache<Dialect, Rewritten>();

/**
 * A statement as its database wants it: `?` become `$1`, `$2`, ... for PostgreSQL, `$1` become `?` for the others. A text that
 * has the database's own placeholders, or no parameters, is left alone; otherwise `??` is a question mark that is meant as one.
 */
export function withPlaceholders(sql: string, params: readonly unknown[], dialect: Dialect): { sql: string; params: readonly unknown[] } {
  if (params.length === 0 || !sql.includes(dialect.placeholders === 'numbered' ? '?' : '$')) return { sql, params };
  const { sql: text, order } = rewritten.get(dialect, sql, () => rewrite(sql, dialect));
  return { sql: text, params: order === undefined ? params : order.map((index) => params[index]) };
}

function rewrite(sql: string, { tokens, placeholders }: Dialect): Rewritten {
  const found = sql.match(tokens) ?? [];
  const own = placeholders === 'numbered' ? /^\$\d+$/ : /^\?$/;
  if (found.some((token) => own.test(token))) return { sql, order: undefined };
  if (placeholders === 'numbered') {
    let count = 0;
    const numbered = sql.replace(tokens, (token) => (token === '?' ? `$${++count}` : token === '??' ? '?' : token));
    return { sql: numbered, order: undefined };
  }
  const order: number[] = [];
  const marks = sql.replace(tokens, (token) => {
    if (!/^\$\d+$/.test(token)) return token;
    order.push(Number(token.slice(1)) - 1);
    return '?';
  });
  return { sql: marks, order: order.length === 0 ? undefined : order };
}
