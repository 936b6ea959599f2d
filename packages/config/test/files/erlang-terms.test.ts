import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTerms, type Term } from '../../src/files/erlang-terms.js';
import { Source, SyntaxProblem } from '../../src/source.js';

const parse = (text: string): Term[] => parseTerms(new Source('a.cfg', text));

/** A term without its offsets, in a short form. */
function plain(term: Term): unknown {
  if (term.kind === 'atom') return { atom: term.name };
  if (term.kind === 'variable') return { variable: term.name };
  if (term.kind === 'text') return term.text;
  if (term.kind === 'number') return term.value;
  if (term.kind === 'map') return { map: term.pairs.map((pair) => pair.map(plain)) };
  return { [term.kind]: term.items.map(plain) };
}
const read = (text: string): unknown[] => parse(text).map(plain);

function problemOf(text: string): string {
  try {
    parse(text);
    return 'none';
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    const { line, column, message } = error.problem;
    return `${line}:${column} ${message}`;
  }
}

/** A term as Erlang writes it. */
function written(term: Term): string {
  if (term.kind === 'atom') return `'${term.name.replaceAll(/['\\]/g, '\\$&')}'`;
  if (term.kind === 'variable') return term.name;
  if (term.kind === 'text') return JSON.stringify(term.text).replaceAll(/\\u(....)/g, '\\x{$1}');
  if (term.kind === 'number') return String(term.value);
  if (term.kind === 'map') return `#{${term.pairs.map(([key, value]) => `${written(key)} => ${written(value)}`).join(', ')}}`;
  const inner = term.items.map(written).join(', % next\n ');
  return term.kind === 'tuple' ? `{${inner}}` : `[${inner}]`;
}

const { term: anyTerm } = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.string().map((name): Term => ({ at: 0, kind: 'atom', name })),
    fc.string({ unit: 'binary' }).map((text): Term => ({ at: 0, kind: 'text', text })),
    fc.integer().map((value): Term => ({ at: 0, kind: 'number', value })),
    fc.record({
      at: fc.constant(0),
      kind: fc.constantFrom('tuple' as const, 'list' as const),
      items: fc.array(tie('term'), { maxLength: 4 }),
    }),
    fc.array(fc.tuple(tie('term'), tie('term')), { maxLength: 3 }).map((pairs): Term => ({ at: 0, kind: 'map', pairs })),
  ),
}));

describe('Erlang terms', () => {
  it.each([
    ['{hosts, ["a", <<"b">>, <<"c"/utf8>>, <<>>]}.', [{ tuple: [{ atom: 'hosts' }, { list: ['a', 'b', 'c', ''] }] }]],
    ['[1, -2, 1.5, 1.0e3, 16#ff, 1_000, $a, $\\n].', [{ list: [1, -2, 1.5, 1000, 255, 1000, 97, 10] }]],
    ["'an atom'. a@b_1. 'it\\'s'.", [{ atom: 'an atom' }, { atom: 'a@b_1' }, { atom: "it's" }]],
    ['"a" % note\n "b\\tc\\x{e9}\\x41\\101".', ['ab\tcéAA']],
    [
      '#{<<"k">> => [], a => {}}.',
      [
        {
          map: [
            ['k', { list: [] }],
            [{ atom: 'a' }, { tuple: [] }],
          ],
        },
      ],
    ],
    ['{a, b}, {c, Var}', [{ tuple: [{ atom: 'a' }, { atom: 'b' }] }, { tuple: [{ atom: 'c' }, { variable: 'Var' }] }]],
    ['% nothing\n', []],
    ['a.% note', [{ atom: 'a' }]],
  ])('%s', (text, terms) => {
    expect(read(text)).toEqual(terms);
  });

  it.each([
    ['{a, b', '1:6 expected "," or "}" to close the "{" at 1:1, found the end of the file'],
    ['{a,\n [b}}.', '2:4 expected "," or "]" to close the "[" at 2:2, found "}"'],
    ['{a, <<"b", c}.', '1:10 expected ">>" to close the "<<" at 1:5, found ","'],
    ['{a, <<b>>}.', '1:7 expected a text in double quotes, found a word'],
    ['{a, "b}.', '1:5 the text that begins here has no " at its end'],
    ["{a, 'b}.", "1:5 the atom that begins here has no ' at its end"],
    ['{a, "b" "c}.', '1:9 the text that begins here has no " at its end'],
    ['{a,,b}.', '1:4 expected a term, found ","'],
    ['{a b}.', '1:4 expected "," or "}" to close the "{" at 1:1, found a word'],
    ['#{a = 1}.', '1:5 expected "=>", found "="'],
    ['{a}\n{b}.', '2:1 expected "." and a space after the term that begins at 1:1, found "{"'],
    ['2#3.', '1:1 this number has digits that base 2 does not have'],
    ['fun(a).', '1:4 expected "." and a space after the term that begins at 1:1, found "("'],
  ])('%j: %s', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(anyTerm, { maxLength: 4 }), (terms) => {
        const text = terms.map((term) => `${written(term)}.\n`).join('');
        expect(read(text)).toEqual(terms.map(plain));
      }),
      { numRuns: 500 },
    );
  });

  it('of any text end, well or with a place inside of it', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '<<',
      '>>',
      '#{',
      '=>',
      ',',
      '.',
      ' ',
      '\n',
      '%',
      '"',
      "'",
      '\\',
      '$',
      '16#',
      '-',
      '1',
      'a',
      'A',
      '_',
      'é',
      '/utf8',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        const [, line = '1'] = /^(\d+):\d+ /.exec(problemOf(input)) ?? [];
        expect(Number(line)).toBeLessThanOrEqual(input.split(/\r\n|\r|\n/).length);
      }),
      { numRuns: 5_000 },
    );
  });

  it('stand in each other no more than a hundred deep', () => {
    expect(problemOf('{'.repeat(100_000))).toBe('1:101 values stand in each other, more than 100 deep');
  });

  it('of a long text without an end are refused at once', () => {
    for (const text of [`"${'\\a'.repeat(400_000)}`, `${'"a" '.repeat(200_000)}"`, `'${'a'.repeat(900_000)}`, '% '.repeat(400_000)])
      problemOf(text);
  });
});
