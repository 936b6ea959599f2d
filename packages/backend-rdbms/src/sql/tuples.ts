import { sendable } from './sendable.js';

/** The values of several rows, for a client library that writes them into the text: a mark for each would only be looked for. */
export class Tuples {
  /** Row after row. */
  readonly values: readonly unknown[];
  readonly #columns: number;

  constructor(values: readonly unknown[], columns: number) {
    this.values = values;
    this.#columns = columns;
  }

  /** `(1, 'a'), (2, 'b')` */
  toText(write: (value: unknown) => string): string {
    let text = '';
    let column = 0;
    for (const value of this.values) {
      if (column === 0) text += text === '' ? '(' : '), (';
      else text += ', ';
      text += write(sendable(value));
      if (++column === this.#columns) column = 0;
    }
    return `${text})`;
  }
}
