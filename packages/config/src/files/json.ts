import { setMark } from '../places.js';
import type { Source } from '../source.js';
import { Scanner } from './scanner.js';

const tokens = {
  space: /[ \t\r\n]+/y,
  comments: /(?:[ \t\r\n]+|\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)+/y,
  string: /"(?:[^"\\\r\n]|\\.)*"/y,
  number: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y,
  word: /[a-zA-Z]+/y,
};
const words: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/**
 * Reads JSON as `JSON.parse` does, and keeps where each member stands. A key that is there twice is refused.
 * @param comments whether comments are taken, and commas behind the last member, as in the settings of editors
 * @throws SyntaxProblem
 */
export function parseJson(source: Source, comments: boolean): unknown {
  const scanner = new Scanner(source);
  const skip = (): unknown => scanner.take(comments ? tokens.comments : tokens.space);

  const string = (): string => {
    const start = scanner.offset;
    const text = scanner.take(tokens.string);
    if (text === undefined) return scanner.refuse('the string that begins here has no end on its line', start);
    try {
      return JSON.parse(text) as string;
    } catch {
      return scanner.refuse('the string that begins here has a control character or an escape that JSON does not take', start);
    }
  };

  /** The members between two brackets. */
  const members = (close: string, readOne: (index: number) => void): void => {
    const start = scanner.offset - 1;
    scanner.inside(() => {
      for (let index = 0; ; index++) {
        skip();
        if ((index === 0 || comments) && scanner.takeText(close)) return;
        readOne(index);
        skip();
        if (scanner.takeText(close)) return;
        if (!scanner.takeText(',')) scanner.expectedClose(close, start);
      }
    });
  };

  const object = (): object => {
    const entries = new Map<string, unknown>();
    const places: { name: string; key: number; value: number }[] = [];
    members('}', () => {
      const key = scanner.offset;
      if (scanner.next !== '"') scanner.expected('a key in double quotes');
      const name = string();
      if (entries.has(name)) scanner.refuse('this key stands here already: take one out', key);
      skip();
      if (!scanner.takeText(':')) scanner.expected('":"');
      skip();
      places.push({ name, key, value: scanner.offset });
      entries.set(name, value());
    });
    const result = Object.fromEntries(entries);
    for (const { name, ...place } of places) setMark(result, name, { source, ...place });
    return result;
  };

  const list = (): unknown[] => {
    const result: unknown[] = [];
    members(']', (index) => {
      setMark(result, index, { source, key: scanner.offset, value: scanner.offset });
      result.push(value());
    });
    return result;
  };

  const value = (): unknown => {
    if (scanner.takeText('{')) return object();
    if (scanner.takeText('[')) return list();
    if (scanner.next === '"') return string();
    const number = scanner.take(tokens.number);
    if (number !== undefined) return Number(number);
    const start = scanner.offset;
    const word = scanner.take(tokens.word);
    if (word !== undefined && Object.hasOwn(words, word)) return words[word];
    scanner.offset = start;
    return scanner.expected('a value');
  };

  skip();
  const start = scanner.offset;
  const result = value();
  skip();
  if (!scanner.atEnd) scanner.expected('the end of the file');
  if (typeof result === 'object' && result !== null) setMark(result, undefined, { source, key: start, value: start });
  return result;
}
