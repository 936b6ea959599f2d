import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { z } from 'zod';

type Source = string | { readonly env: string } | { readonly file: string };

/**
 * A password or token that no log, error, stat or page can show. Read it at each connect, so that a renewed one
 * needs no restart.
 */
export class Secret {
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  /**
   * The value as it is now.
   * @throws Error when the environment variable is gone or the file cannot be read
   */
  async read(): Promise<string> {
    const source = this.#source;
    if (typeof source === 'string') return source;
    if ('file' in source) return (await readFile(source.file, 'utf8')).replace(/\r?\n$/, '');
    const value = process.env[source.env];
    if (value === undefined) throw new Error(`the environment variable ${source.env} is not set`);
    return value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

const name = z.string().min(1);
const expected = 'expected a string, { env: NAME } or { file: PATH }';
const reference = z.union([z.string(), z.strictObject({ env: name }), z.strictObject({ file: name })], expected);

/** Schema of an option that is a secret: a string, `{ env: NAME }` or `{ file: PATH }`. Gives a `Secret`. */
export const secret = () =>
  reference.transform((source, context) => {
    const missing = (what: string): void => context.addIssue({ code: 'custom', message: `missing secret: ${what}` });
    if (typeof source === 'string') return new Secret(source);
    if ('env' in source && process.env[source.env] === undefined) missing(`the environment variable ${source.env} is not set`);
    if ('file' in source && !existsSync(source.file)) missing(`there is no file ${source.file}`);
    return new Secret(source);
  });
