import type { SchemaIssue } from '@outpool/contract/internal';
import { isPlainObject, nearestName } from './names.js';

/** The details that zod adds to an issue; schemas of other libraries are explained by their message alone. */
type DetailedIssue = SchemaIssue & { keys?: string[]; errors?: DetailedIssue[][]; options?: unknown[] };

/**
 * Says what was found and what was expected. A value is shown only where the schema wants a number or one of a
 * list of words, and never below a key that sounds like a secret: everything else is shown as its kind.
 * @param above the path of the union, for an issue with one of its alternatives
 */
export function explainIssue(issue: DetailedIssue, input: unknown, above: PropertyKey[] = []): { path: PropertyKey[]; message: string }[] {
  const path = [...above, ...(issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))];
  if (issue.keys) return issue.keys.map((key) => ({ path: [...path, key], message: 'unknown key beside these others' }));
  // Of a union: the alternative whose kind fits, where only something inside is wrong.
  const meant = issue.errors?.find((alternative) => alternative.every((inner) => inner.path?.length));
  if (meant) return meant.flatMap((inner) => explainIssue(inner, input, path));
  const expected = expectation(issue);
  const found = path.reduce<unknown>((outer, key) => (outer == null ? undefined : Reflect.get(Object(outer), key)), input);
  return [{ path, message: expected.startsWith('expected ') ? `${expected}, found ${show(found, path, expected)}` : expected }];
}

const kinds: Record<string, string> = { int: 'a whole number', boolean: 'true or false', object: 'an object', array: 'a list' };

/** The schema's message in our words: "Too small: expected int to be >=1" becomes "expected a whole number >=1". */
function expectation({ message, options, errors }: DetailedIssue): string {
  if (options) return `expected one of ${options.map((option) => JSON.stringify(option)).join('|')}`;
  if (errors && message === 'Invalid input') {
    const each = errors.flatMap(([first]) => (first ? expectation(first).replace(/^expected /, '') : []));
    return `expected ${[...new Set(each)].join(' or ')}`;
  }
  return message
    .replace(/^[^:]*: expected (\w+)(?=, received | to (be|have) )/, (_, kind: string) => `expected ${kinds[kind] ?? `a ${kind}`}`)
    .replace(/, received .*$/s, '')
    .replace(/^[^:]*: (?=expected )/, '')
    .replace(/^Invalid (?=[^:]+$)/, 'expected a valid ')
    .replace(/ to (be|have) /, (_, verb: string) => (verb === 'be' ? ' ' : ' with '));
}

function show(found: unknown, path: readonly PropertyKey[], expected: string): string {
  if (path.some((key) => /pass|secret|token|credential/i.test(String(key)))) return kindOf(found);
  if (typeof found === 'number' && /\bnumber\b|Infinity/.test(expected)) return String(found);
  if (typeof found !== 'string' || !/^expected (one of )?("[^"]*"\|?)+$/.test(expected)) return kindOf(found);
  const near = nearestName(found, expected.match(/[^"|]+(?="(\||$))/g) ?? []);
  return `${JSON.stringify(found)}${near === undefined ? '' : `, did you mean "${near}"?`}`;
}

/** What a value is, without the value. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (value === '') return 'an empty string';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return isPlainObject(value) ? 'an object' : `an instance of ${value.constructor?.name}`;
}
