import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BackendNames, NameProblem, namesOf } from './backend-names.js';
import { manifestOf, ownVersion } from './package-manifest.js';

export interface PackageRequest {
  /** Where the package is made. Must be empty or not exist; a `.git` may be there. */
  readonly folder: string;
  /** The word that selects the backend in a config: `memcached`. */
  readonly type: string;
  /** Default: `outpool-backend-` and the type. */
  readonly packageName?: string | undefined;
  /** Port that the server usually listens on. Default 7070. */
  readonly port?: number | undefined;
  /** Who has the copyright. Default: the authors of the package. */
  readonly author?: string | undefined;
  /** Default: this year. */
  readonly year?: number | undefined;
}

/** npm neither packs nor keeps these under their true names. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore', github: '.github' };

const template = fileURLToPath(new URL('../template', import.meta.url));

/**
 * Writes the package of a backend that works: a protocol of lines, with its tests.
 * @returns the files, relative to the folder
 * @throws NameProblem for a type, name or port that cannot be used
 * @throws Error when the folder is not empty or cannot be written to
 */
export function createPackage(request: PackageRequest): string[] {
  const { folder, port = 7070 } = request;
  const names = namesOf(request.type, request.packageName);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new NameProblem(`the port ${port} cannot be used: expected a whole number, 1 to 65535`);
  refuseUsed(folder);

  const files = new Map<string, string>();
  for (const file of readdirSync(template, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const source = join(file.parentPath, file.name);
    files.set(placeOf(relative(template, source), names), fillIn(readFileSync(source, 'utf8'), names, request));
  }
  files.set('package.json', `${JSON.stringify(manifestOf(names, request.author, ownVersion()), undefined, 2)}\n`);
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text, { flag: 'wx' });
  }
  return [...files.keys()].sort();
}

function refuseUsed(folder: string): void {
  let found: string[];
  try {
    found = readdirSync(folder).filter((name) => name !== '.git');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new Error(code === 'ENOTDIR' ? `${folder} is a file: give the name of a folder` : `${folder} cannot be read (${code})`, {
      cause: error,
    });
  }
  if (found.length === 0) return;
  const some = found.slice(0, 3).join(', ') + (found.length > 3 ? ', ...' : '');
  throw new Error(`the folder ${folder} is not empty (${some}): give the name of a new one, nothing is overwritten`);
}

function placeOf(file: string, { kebab }: BackendNames): string {
  return file
    .split(/[/\\]/)
    .map((part) => (RENAMED[part] ?? part).replaceAll('sample', kebab))
    .join('/');
}

/** The template is a sound package for the type `sample`; nothing else in it is called that. */
function fillIn(text: string, names: BackendNames, { port = 7070, author, year }: PackageRequest): string {
  return text
    .replaceAll('outpool-backend-sample', names.packageName)
    .replaceAll(/sample(?=-)/g, names.kebab)
    .replaceAll('sample: {', `${names.type}: {`)
    .replaceAll(/\bsampleOptions\b/g, `${lowerFirst(names.pascal)}Options`)
    .replaceAll('sample', names.type)
    .replaceAll('Sample', names.pascal)
    .replaceAll('7070', String(port))
    .replaceAll('{{year}}', String(year ?? new Date().getFullYear()))
    .replaceAll('{{author}}', author ?? `The authors of ${names.packageName}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
