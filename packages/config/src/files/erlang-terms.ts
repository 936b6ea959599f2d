import type { Source } from '../source.js';
import { Scanner } from './scanner.js';

/** A term of Erlang and the offset at which it begins. Strings and binaries are the same here: texts. */
export type Term = { readonly at: number } & (
  | { readonly kind: 'atom'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'tuple' | 'list'; readonly items: readonly Term[] }
  | { readonly kind: 'map'; readonly pairs: readonly (readonly [key: Term, value: Term])[] }
  /** No value: a name that stands for one, as in the templates of a manual. */
  | { readonly kind: 'variable'; readonly name: string }
);

const tokens = {
  space: /(?:[\s\u00a0]+|%[^\r\n]*)+/y,
  atom: /\p{Ll}[\p{L}\p{N}_@]*/uy,
  quoted: /'(?:[^'\\]|\\[\s\S])*'/y,
  variable: /[\p{Lu}_][\p{L}\p{N}_@]*/uy,
  string: /"(?:[^"\\]|\\[\s\S])*"/y,
  based: /-?(?:[2-9]|[12]\d|3[0-6])#[0-9a-zA-Z]+/y,
  number: /-?\d+(?:_\d+)*(?:\.\d+(?:[eE][+-]?\d+)?)?/y,
  character: /\$(?:\\[\s\S]|[^\\])/y,
  encoding: /\/utf8/y,
  /** The dot that ends a term; one inside of a number or a name is none. */
  end: /\.(?=[\s%]|$)/y,
};

/**
 * Reads the terms of a file: each ends with a dot. A file may also hold nothing but entries with commas between them, as a
 * manual shows them; then the last needs neither.
 * @throws SyntaxProblem
 */
export function parseTerms(source: Source): Term[] {
  const scanner = new Scanner(source);
  const terms: Term[] = [];
  const skip = (): unknown => scanner.take(tokens.space);
  for (skip(); !scanner.atEnd; skip()) {
    const start = scanner.offset;
    terms.push(parseTerm(scanner));
    skip();
    if (scanner.atEnd) return terms;
    if (scanner.take(tokens.end) === undefined && !scanner.takeText(','))
      scanner.expected(`"." and a space after the term that begins at ${source.where(start)}`);
  }
  return terms;
}

function parseTerm(scanner: Scanner): Term {
  const at = scanner.offset;
  if (scanner.takeText('<<')) return { at, kind: 'text', text: binary(scanner, at) };
  if (scanner.takeText('{')) return { at, kind: 'tuple', items: items(scanner, at, '}', () => parseTerm(scanner)) };
  if (scanner.takeText('[')) return { at, kind: 'list', items: items(scanner, at, ']', () => parseTerm(scanner)) };
  if (scanner.takeText('#{')) return { at, kind: 'map', pairs: items(scanner, at, '}', () => pair(scanner)) };
  const string = texts(scanner);
  if (string !== undefined) return { at, kind: 'text', text: string };
  const value = number(scanner);
  if (value !== undefined) return { at, kind: 'number', value };
  const atom = scanner.take(tokens.atom);
  if (atom !== undefined) return { at, kind: 'atom', name: atom };
  const quoted = scanner.take(tokens.quoted);
  if (quoted !== undefined) return { at, kind: 'atom', name: unquoted(quoted) };
  const variable = scanner.take(tokens.variable);
  if (variable !== undefined) return { at, kind: 'variable', name: variable };
  if (scanner.next === "'") scanner.refuse("the atom that begins here has no ' at its end");
  return scanner.expected('a term');
}

/** What stands between the brackets of a tuple, list or map, the first of which has been taken. */
function items<Item>(scanner: Scanner, start: number, close: string, readOne: () => Item): Item[] {
  return scanner.inside(() => {
    const found: Item[] = [];
    scanner.take(tokens.space);
    if (scanner.takeText(close)) return found;
    for (;;) {
      found.push(readOne());
      scanner.take(tokens.space);
      if (scanner.takeText(close)) return found;
      if (!scanner.takeText(',')) scanner.expectedClose(close, start);
      scanner.take(tokens.space);
    }
  });
}

function pair(scanner: Scanner): readonly [Term, Term] {
  const key = parseTerm(scanner);
  scanner.take(tokens.space);
  if (!scanner.takeText('=>')) scanner.expected('"=>"');
  scanner.take(tokens.space);
  return [key, parseTerm(scanner)];
}

/** `<<"text">>` or `<<"text"/utf8>>`, whose first bracket has been taken. */
function binary(scanner: Scanner, start: number): string {
  scanner.take(tokens.space);
  if (scanner.takeText('>>')) return '';
  const text = texts(scanner) ?? scanner.expected('a text in double quotes');
  scanner.take(tokens.encoding);
  scanner.take(tokens.space);
  if (!scanner.takeText('>>')) scanner.expected(`">>" to close the "<<" at ${scanner.source.where(start)}`);
  return text;
}

/** One string, or several in a row, which are one. */
function texts(scanner: Scanner): string | undefined {
  let all: string | undefined;
  while (scanner.next === '"') {
    const start = scanner.offset;
    const part = scanner.take(tokens.string) ?? scanner.refuse('the text that begins here has no " at its end', start);
    all = (all ?? '') + unquoted(part);
    scanner.take(tokens.space);
  }
  return all;
}

function number(scanner: Scanner): number | undefined {
  const start = scanner.offset;
  const based = scanner.take(tokens.based);
  if (based !== undefined) {
    const [base = '', digits = ''] = based.replace('-', '').split('#');
    const valid = [...digits].every((digit) => Number.parseInt(digit, 36) < Number(base));
    if (!valid) scanner.refuse(`this number has digits that base ${base} does not have`, start);
    return Number.parseInt(digits, Number(base)) * (based.startsWith('-') ? -1 : 1);
  }
  const plain = scanner.take(tokens.number);
  if (plain !== undefined) return Number(plain.replaceAll('_', ''));
  const character = scanner.take(tokens.character);
  return character === undefined ? undefined : unquoted(`"${character.slice(1)}"`).codePointAt(0);
}

const escapes: Readonly<Record<string, string>> = { b: '\b', d: '\x7f', e: '\x1b', f: '\f', n: '\n', r: '\r', s: ' ', t: '\t', v: '\v' };

/** What a text in quotes says. */
function unquoted(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replaceAll(
      /\\(?:x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|([0-7]{1,3})|\^([\s\S])|([\s\S]))/g,
      (whole, long, short, octal, control, one) => {
        const code = long ?? short;
        if (code !== undefined) return Number.parseInt(code, 16) > 0x10ffff ? whole : String.fromCodePoint(Number.parseInt(code, 16));
        if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
        if (control !== undefined) return String.fromCodePoint((control.codePointAt(0) as number) & 31);
        return escapes[one] ?? one;
      },
    );
}
