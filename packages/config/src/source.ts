import type { Problem } from '@outpool/contract/internal';

/** The text of a config file, and in which line and column something of it stands. */
export class Source {
  /** As it is called in messages. */
  readonly file: string;
  readonly text: string;
  /** Offsets at which lines begin; made when first asked for. */
  #lines: readonly number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** Line and column of an offset, counted from 1, a column for each UTF-16 unit as editors count them. */
  position(offset: number): { readonly line: number; readonly column: number } {
    this.#lines ??= [0, ...[...this.text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
    const next = this.#lines.findIndex((begin) => begin > offset);
    const line = next < 0 ? this.#lines.length : next;
    return { line, column: offset - (this.#lines[line - 1] as number) + 1 };
  }

  /** The same as text, for messages that name a second place. */
  where(offset: number): string {
    const { line, column } = this.position(offset);
    return `${line}:${column}`;
  }

  /** What is wrong at an offset. */
  problem(offset: number, message: string, path = ''): Problem {
    return { path, message, file: this.file, ...this.position(offset) };
  }
}

/** A text that could not be read to its end. */
export class SyntaxProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
