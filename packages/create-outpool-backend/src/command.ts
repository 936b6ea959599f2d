import { basename, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { NameProblem, namesOf, typeFrom } from './backend-names.js';
import { createPackage } from './create-package.js';
import { ownVersion } from './package-manifest.js';

/** What the command has of its process. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const HELP = `Makes a package for a backend of outpool: sources, tests that pass, README, licence and CI.

  npm create outpool-backend [folder] -- [options]

  --type WORD     selects the backend in a config; small letters, digits, underscores: memcached
  --name NAME     of the package. Default: outpool-backend-TYPE
  --port NUMBER   that the server usually listens on. Default: 7070
  --author NAME   for the licence and package.json
  --yes, -y       asks nothing; what is not given has its default
  --help, -h      this text
  --version       of this command

The folder must be empty or new. Its default is the name of the package.
`;

const options = {
  type: { type: 'string' },
  name: { type: 'string' },
  port: { type: 'string' },
  author: { type: 'string' },
  yes: { type: 'boolean', short: 'y', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

/** @returns the exit code: 0 when the package was made, 1 when it could not be, 2 when the command was not understood */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const say = (text: string): number => {
    terminal.stdout.write(text);
    return 0;
  };
  const refuse = (message: string, code: 1 | 2): number => {
    terminal.stderr.write(`create-outpool-backend: ${message}\n`);
    return code;
  };
  let given: Given;
  try {
    given = read(args);
  } catch (error) {
    return refuse(`${(error as Error).message}. \`npm create outpool-backend -- --help\` shows the options`, 2);
  }
  if (given.help) return say(HELP);
  if (given.version) return say(`${ownVersion()}\n`);
  try {
    const { folder, ...answers } = await complete(given, terminal);
    const files = createPackage({ folder: resolve(folder), ...answers });
    const { type, pascal, packageName } = namesOf(answers.type, answers.packageName);
    const place = relative(process.cwd(), resolve(folder)) || '.';
    return say(`${packageName} is made: ${pascal}Backend, for entries of type "${type}". ${files.length} files in ${place}\n
  cd ${place}
  npm install
  npm test\n
Then put your protocol into src/. What each method owes: docs/writing-a-backend.md of outpool.\n`);
  } catch (error) {
    return refuse((error as Error).message, error instanceof NameProblem ? 2 : 1);
  }
}

type Given = ReturnType<typeof read>;

function read(args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  if (positionals.length > 1) throw new Error(`one folder is expected, not ${positionals.length} (${positionals.join(', ')})`);
  return { ...values, folder: positionals[0] };
}

interface Answers {
  readonly folder: string;
  readonly type: string;
  readonly packageName: string;
  readonly port: number | undefined;
  readonly author: string | undefined;
}

/** Asks for what was not given, if there is somebody to ask. */
async function complete(given: Given, { stdin, stdout }: Terminal): Promise<Answers> {
  const asks = !given.yes && stdin.isTTY === true;
  const lines = asks ? createInterface({ input: stdin, output: stdout }) : undefined;
  const closed = new AbortController();
  lines?.once('close', () => closed.abort(new Error('nothing was made: the questions were not answered')));
  /** The answer, once it is one that can be used; without anybody to ask, the default. */
  const ask = async <Value>(flag: string | undefined, question: string, usual: string, use: (answer: string) => Value): Promise<Value> => {
    if (flag !== undefined || lines === undefined) return use(flag ?? usual);
    for (;;) {
      const text = await lines.question(`${question}${usual && ` (${usual})`}: `, { signal: closed.signal }).catch((error: Error) => {
        throw (closed.signal.reason as Error | undefined) ?? error;
      });
      try {
        return use(text.trim() || usual);
      } catch (problem) {
        stdout.write(`${(problem as Error).message}\n`);
      }
    }
  };
  try {
    const hint = typeFrom(given.folder ?? given.name ?? '');
    const type = await ask(given.type, 'Type, the word that selects the backend in a config', hint, (answer) => {
      if (answer === '') throw new NameProblem('which kind of connection is it? Give --type, like --type memcached');
      return namesOf(answer).type;
    });
    const usualName = namesOf(type).packageName;
    const packageName = await ask(given.name, 'Name of the package', usualName, (answer) => namesOf(type, answer).packageName);
    const port = await ask(given.port, 'Port that the server usually listens on', '7070', portOf);
    const author = await ask(given.author, 'Author, for the licence', '', (answer) => answer || undefined);
    return { folder: given.folder ?? basename(packageName), type, packageName, port, author };
  } finally {
    lines?.close();
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new NameProblem(`the port ${JSON.stringify(text)} cannot be used: expected a whole number, 1 to 65535`);
  return port;
}
