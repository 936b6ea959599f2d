import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/files/json.js';
import { markOf } from '../../src/places.js';
import { Source, type SyntaxProblem } from '../../src/source.js';

const parse = (text: string, comments = false): unknown => parseJson(new Source('a.json', text), comments);

function problemOf(text: string, comments = false): string {
  try {
    parse(text, comments);
    return 'none';
  } catch (error) {
    const { line, column, message } = (error as SyntaxProblem).problem;
    return `${line}:${column} ${message}`;
  }
}

/** Where each member of a value was written, by following the marks. */
function* members(value: unknown): Generator<[inner: unknown, offset: number, key: number]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const mark = markOf(value, key);
    if (mark) yield [inner, mark.value, mark.key];
    yield* members(inner);
  }
}

describe('JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (text, space) => {
        const pretty = JSON.stringify(JSON.parse(text), null, space);
        // Keys that are there twice are refused here: the round trip has none.
        expect(parse(pretty)).toEqual(JSON.parse(pretty));
      }),
      { numRuns: 300 },
    );
  });

  it('is refused where JSON.parse refuses it, and read where that reads it', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      ' ',
      '\n',
      '"a"',
      '"b\\n"',
      '"\\x"',
      '1',
      '-',
      '01',
      '1e5',
      '1.',
      'true',
      'nul',
      '"',
      '\t',
      '\u00a0',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch (error) {
          expected = error;
        }
        const found = problemOf(text);
        if (expected instanceof SyntaxError) expect(found).not.toBe('none');
        else if (!found.includes('already')) expect(parse(text)).toEqual(expected);
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps where each member stands', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const text = JSON.stringify(JSON.parse(json), null, 1);
        for (const [inner, offset, key] of members(parse(text))) {
          expect(text.startsWith(JSON.stringify(inner).slice(0, 1), offset)).toBe(true);
          expect(key).toBeLessThanOrEqual(offset);
        }
      }),
    );
  });

  it.each([
    ['{"a": 1,}', '1:9 expected a key in double quotes, found "}"'],
    ['{\n  "a": [1, 2\n}', '3:1 expected "," or "]" to close the "[" at 2:8, found "}"'],
    ['{"a" 1}', '1:6 expected ":", found a number'],
    ['{a: 1}', '1:2 expected a key in double quotes, found a word'],
    ['{"a": hunter2}', '1:7 expected a value, found a word'],
    ['{"a": 1} 2', '1:10 expected the end of the file, found a number'],
    ['{"a": "x', '1:7 the string that begins here has no end on its line'],
    ['{"a": "\\x"}', '1:7 the string that begins here has a control character or an escape that JSON does not take'],
    ['{"a": 1, "b": 2, "a": 3}', '1:18 this key stands here already: take one out'],
    ['{"a": \u00a01}', '1:7 expected a value, found the character U+00A0'],
    ['', '1:1 expected a value, found the end of the file'],
    ['{"a": // note\n1}', '1:7 expected a value, found "/"'],
  ])('%j: %s', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it('takes comments and a last comma where they are allowed', () => {
    expect(parse('// a\n{ /* b */ "c": [1, 2,], // d\n}\n', true)).toEqual({ c: [1, 2] });
    expect(problemOf('{ /* b', true)).toBe('1:3 expected a key in double quotes, found "/"');
  });

  it('does not follow values for ever', () => {
    expect(problemOf('['.repeat(100_000))).toBe('1:101 values stand in each other, more than 100 deep');
  });

  it('takes `__proto__` for a key like any other', () => {
    expect(Object.keys(parse('{"__proto__": {"a": 1}}') as object)).toEqual(['__proto__']);
  });
});
