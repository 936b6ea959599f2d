import { type Source, SyntaxProblem } from '../source.js';

/** How deep values may stand in each other. Deeper than any config, and shallow enough for the stack. */
const DEEPEST = 100;

/** Walks through a text, token by token. */
export class Scanner {
  readonly source: Source;
  offset = 0;
  #depth = 0;

  constructor(source: Source) {
    this.source = source;
  }

  get atEnd(): boolean {
    return this.offset === this.source.text.length;
  }

  /** The character that stands here. */
  get next(): string | undefined {
    return this.source.text[this.offset];
  }

  /** Takes what a sticky pattern matches here, if it does. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.source.text);
    if (match === null) return undefined;
    this.offset = pattern.lastIndex;
    return match[0];
  }

  /** Takes this very text, if it stands here. */
  takeText(text: string): boolean {
    if (!this.source.text.startsWith(text, this.offset)) return false;
    this.offset += text.length;
    return true;
  }

  /** Reads what is inside of something. */
  inside<Result>(read: () => Result): Result {
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.refuse(`values stand in each other, more than ${DEEPEST} deep`, this.offset - 1);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  /** Says what was expected where something else stands. */
  expected(what: string): never {
    return this.refuse(`expected ${what}, found ${this.#found()}`);
  }

  /** Says that a bracket is still open. */
  expectedClose(close: string, start: number): never {
    const open = { '}': '{', ']': '[' }[close];
    return this.expected(`"," or "${close}" to close the "${open}" at ${this.source.where(start)}`);
  }

  /** @throws SyntaxProblem always */
  refuse(message: string, offset = this.offset): never {
    throw new SyntaxProblem(this.source.problem(offset, message));
  }

  /** What stands here, without what it says: it may be a secret. */
  #found(): string {
    if (this.atEnd) return 'the end of the file';
    const character = String.fromCodePoint(this.source.text.codePointAt(this.offset) as number);
    if (character === '"') return 'a string';
    if (/[\p{L}_]/u.test(character)) return 'a word';
    if (/\d/.test(character)) return 'a number';
    if (/[\x21-\x7e]/.test(character)) return `"${character}"`;
    return `the character U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  }
}
