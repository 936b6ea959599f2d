import type { SchemaIssue } from '../contract/schema.js';
import { nearestName } from './nearest-name.js';
import { isPlainObject } from './respell.js';
import { namesIn, type Shape, shapeAt } from './schema-shape.js';
import { type Home, unknownKey } from './unknown-key.js';

/** The details that zod adds to an issue; schemas of other libraries are explained by their message alone. */
interface DetailedIssue extends SchemaIssue {
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly DetailedIssue[])[];
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
}

export interface Explanation {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** With an unknown key: the one that was probably meant. */
  readonly meant?: string;
  /** True: nothing stands there. */
  readonly missing?: boolean;
}

/**
 * Says what was found and what was expected. A value is shown only where the schema wants a number or one of a
 * list of words, and never below a key that sounds like a secret: everything else is shown as its kind.
 */
export function explainIssue(issue: DetailedIssue, input: unknown, shape: Shape, homes: readonly Home[]): Explanation[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const found = path.reduce<unknown>((outer, key) => (outer == null ? undefined : Reflect.get(Object(outer), key)), input);
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    const known = namesIn(shapeAt(shape, path));
    return issue.keys.map((key) => ({ path: [...path, key], ...unknownKey(key, Reflect.get(Object(found), key), known, homes) }));
  }
  const meant = issue.errors && closestAlternative(issue.errors);
  if (meant) {
    return meant.flatMap((inner) => explainIssue({ ...inner, path: [...path, ...(inner.path ?? [])] }, input, shape, homes));
  }
  const expected = issue.errors?.length && issue.message === 'Invalid input' ? listAlternatives(issue.errors) : expectation(issue);
  const words = (issue.values ?? issue.options ?? []).filter((word) => typeof word === 'string');
  const message = expected.startsWith('expected') ? `${expected}, found ${show(found, path, expected, words)}` : expected;
  return [{ path, message, missing: found === undefined }];
}

/** Of the alternatives of a union, the one that the writer must have meant: its kind fits, only something in it is wrong. */
function closestAlternative(alternatives: readonly (readonly DetailedIssue[])[]): readonly DetailedIssue[] | undefined {
  const wrongKind = ({ path, code }: DetailedIssue) => !path?.length && (code === 'invalid_type' || code === 'invalid_value');
  const fitting = alternatives.filter((issues) => !issues.some(wrongKind));
  return fitting.sort((a, b) => a.length - b.length)[0];
}

function listAlternatives(alternatives: readonly (readonly DetailedIssue[])[]): string {
  const each = alternatives.flatMap((issues) => issues.slice(0, 1)).map((issue) => expectation(issue).replace(/^expected /, ''));
  return `expected ${[...new Set(each)].join(' or ')}`;
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a string',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** The schema's message in our words: "Too small: expected int to be >=1" becomes "expected a whole number >=1". */
function expectation(issue: DetailedIssue): string {
  if (issue.options) return `expected one of ${issue.options.map((option) => JSON.stringify(option)).join('|')}`;
  return issue.message
    .replace(/^[^:]*: (?=expected )/, '')
    .replace(/, received .*$/s, '')
    .replace(/^Invalid (?=[^:]+$)/, 'expected a valid ')
    .replace(/^expected (\w+)\b/, (text, kind: string) => (kinds[kind] ? `expected ${kinds[kind]}` : text))
    .replace(' to be ', ' ')
    .replace(' to have ', ' with ');
}

function show(found: unknown, path: readonly PropertyKey[], expected: string, words: readonly string[]): string {
  const secret = path.some((key) => /pass|secret|token|credential/i.test(String(key)));
  if (typeof found === 'number' && !secret && /\bnumber\b|Infinity/.test(expected)) return String(found);
  if (typeof found === 'string' && !secret && words.length > 0) {
    const near = nearestName(found, words);
    return `${JSON.stringify(found)}${near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`}`;
  }
  return kindOf(found);
}

/** What a value is, without the value. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (value === '') return 'an empty string';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return isPlainObject(value) ? 'an object' : `an instance of ${value.constructor?.name}`;
}
