import type { Problem } from '@outpool/contract/internal';
import { isPlainObject, joinPath } from '../names.js';
import { type Mark, markOf, setMark } from '../places.js';

/** Something that was written: its value, its path as it was written, and its place. */
export interface Written {
  readonly value: unknown;
  readonly path: string;
  readonly mark: Mark | undefined;
}

/** The members of something that is to become another thing, by their keys. */
export type Members = Map<string, Written>;

/** Says what is wrong with something, or with its key. */
export type Refuse = (written: Written, message: string, aim?: 'key' | 'value') => void;

/** What a config as a whole is. */
export const whole = (config: unknown): Written => ({ value: config, path: '', mark: markOf(config) });

/** The members of an object or list. None if it is neither. */
export function membersOf({ value, path }: Written): Members {
  if (!isPlainObject(value) && !Array.isArray(value)) return new Map();
  const pathOf = (key: string): string => joinPath(path, Array.isArray(value) ? Number(key) : key);
  return new Map(Object.entries(value).map(([key, inner]) => [key, { value: inner, path: pathOf(key), mark: markOf(value, key) }]));
}

/** An object of these members, each of which is still where it was written. */
export function objectOf(members: Members): object {
  const result = Object.fromEntries([...members].map(([key, { value }]) => [key, value]));
  for (const [key, { mark, path }] of members) if (mark) setMark(result, key, { ...mark, path });
  return result;
}

/** The same for a list. */
export function listOf(items: readonly Written[]): unknown[] {
  const result = items.map(({ value }) => value);
  for (const [index, { mark, path }] of items.entries()) if (mark) setMark(result, index, { ...mark, path });
  return result;
}

/** What a word means, if it is one that is known. */
export const meaningOf = <Meaning>(known: ReadonlyMap<string, Meaning>, word: unknown): Meaning | undefined =>
  typeof word === 'string' || typeof word === 'boolean' ? known.get(String(word)) : undefined;

/** Collects what is wrong with a config while it is translated. */
export class Complaints {
  readonly problems: Problem[] = [];

  readonly refuse: Refuse = ({ mark, path }, message, aim = 'value') => {
    this.problems.push(mark ? mark.source.problem(mark[aim], message, path) : { path, message });
  };
}
