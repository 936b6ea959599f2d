// Keeps the public types of every package under version control: packages/*/api/*.d.ts, a file for each entry point, made of
// what that entry point can reach in the built declarations, without comments. A change of a public type is a change of
// those files, so nobody makes one unseen.
//   pnpm api                          writes
//   node tools/api-report.mjs --check writes nothing; fails and names the files that are out of date
//
// Not @microsoft/api-extractor: with the declarations of TypeScript 7 and @types/node it stops (7.60.1, "Unable to follow symbol for
// AbortSignal"), and it takes seconds for each entry point.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Text of comments and strings, of which only the comments go. */
const commentsAndStrings = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const beginning = /^(?:export|import|declare|interface|type|class|abstract|enum|namespace|function|const)\b/;
const declaration =
  /^(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:class|interface|type|enum|namespace|function|const|let) ([A-Za-z_$][\w$]*)/;

/** The public types of one entry point, as text. */
export function reportOf(entry, read = (file) => readFileSync(file, 'utf8')) {
  const files = new Map();
  const open = (file) => {
    if (!files.has(file)) files.set(file, parse(read(file), file));
    return files.get(file);
  };
  const reached = new Map();

  /** Takes a declaration, and all that it names. */
  const reach = (file, name) => {
    const { declared, imported, exported, stars } = open(file);
    const texts = declared.get(name);
    if (texts === undefined) {
      const [from, other] = imported.get(name) ?? exported.get(name) ?? [];
      if (from?.startsWith('.')) reach(target(file, from), other);
      else if (from === undefined)
        for (const star of stars) if (star.startsWith('.') && names(target(file, star)).has(name)) reach(target(file, star), name);
      return;
    }
    const known = reached.get(file) ?? new Set();
    if (known.has(name)) return;
    reached.set(file, known.add(name));
    for (const text of texts) mentions(file, text);
  };

  const mentions = (file, text) => {
    const { declared, imported } = open(file);
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) if (declared.has(word) || imported.has(word)) reach(file, word);
    for (const [, from, name] of text.matchAll(/import\("(\.[^"]+)"\)\.([\w$]+)/g)) reach(target(file, from), name);
  };

  /** What a file exports: its names, and the packages of which it exports everything. */
  const names = (file) => {
    const { declared, exported, stars, own } = open(file);
    const inner = stars.flatMap((star) => (star.startsWith('.') ? [...names(target(file, star))] : [`* from '${star}'`]));
    return new Set([...own.filter((name) => declared.has(name)), ...exported.keys(), ...inner]);
  };

  const all = [...names(entry)].sort();
  for (const name of all) if (!name.startsWith('* from')) reach(entry, name);
  // Additions to other modules hold for whoever imports the entry point; they stand in files that it loads.
  for (const file of loaded(entry, open)) {
    for (const text of open(file).additions) {
      mentions(file, text);
      reached.set(file, (reached.get(file) ?? new Set()).add(text));
    }
  }
  const base = dirname(entry);
  const sections = [...reached]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, known]) => {
      const { declared, additions, imports } = open(file);
      const texts = [...declared].filter(([name]) => known.has(name)).flatMap(([, each]) => each);
      const more = additions.filter((text) => known.has(text));
      const used = imports.filter(({ names: locals }) =>
        locals.some((local) => [...texts, ...more].some((text) => new RegExp(`\\b${local}\\b`).test(text))),
      );
      return [`// ${relative(base, file)}`, ...used.map(({ text }) => text), ...texts, ...more].join('\n');
    });
  return `${[`export {\n${all.map((name) => `    ${name},\n`).join('')}}`, ...sections].join('\n\n')}\n`;
}

/** The declarations, imports and exports of a file as the compiler writes it. */
function parse(source, file) {
  const text = source.replace(commentsAndStrings, (found) => (found.startsWith('/') ? '' : found));
  const statements = [];
  for (const line of text.split('\n').map((each) => each.trimEnd())) {
    if (line === '' || /^\s+(?:#private;|private .*;)$/.test(line)) continue;
    if (beginning.test(line)) statements.push(line);
    else if (statements.length > 0 && /^[\s})\]|&;>]/.test(line)) statements.push(`${statements.pop()}\n${line}`);
    else throw new Error(`${file}: what is "${line}"?`);
  }
  const result = { declared: new Map(), imported: new Map(), exported: new Map(), stars: [], own: [], additions: [], imports: [] };
  for (const statement of statements) take(statement, result);
  return result;
}

function take(statement, { declared, imported, exported, stars, own, additions, imports }) {
  const [, from] = /from '([^']+)';$/.exec(statement) ?? [];
  const [, name] = declaration.exec(statement) ?? [];
  if (/^declare (?:module|global)\b/.test(statement)) additions.push(statement);
  else if (statement.startsWith('import')) {
    const clause = statement.replace(/^import (?:type )?/, '').replace(/ from '.*$/s, '');
    const pairs = bindings(clause);
    for (const [local, other] of pairs) imported.set(local, [from ?? '', other]);
    if (from && !from.startsWith('.')) imports.push({ text: statement, names: pairs.map(([local]) => local) });
  } else if (/^export (?:type )?\* from/.test(statement)) stars.push(from);
  else if (/^export (?:type )?\{/.test(statement)) {
    for (const [inner, outer] of bindings(statement.replace(/^export (?:type )?/, '').replace(/(?: from '.*)?;$/s, '')).map(([a, b]) => [
      b,
      a,
    ])) {
      if (from === undefined) {
        exported.set(outer, ['.', inner]);
        if (outer === inner) exported.delete(outer);
        own.push(outer);
      } else exported.set(outer, [from, inner]);
    }
  } else if (name !== undefined) {
    declared.set(name, [...(declared.get(name) ?? []), statement]);
    if (statement.startsWith('export')) own.push(name);
  } else throw new Error(`what is "${statement}"?`);
}

/** `{ a, type b as c }`, `* as d` or `e`: pairs of the name here and the name there. */
function bindings(clause) {
  const [, star] = /\* as ([\w$]+)/.exec(clause) ?? [];
  if (star) return [[star, '*']];
  const inside = /\{([\s\S]*)\}/.exec(clause)?.[1] ?? clause;
  return inside
    .split(',')
    .map((part) => part.trim().replace(/^type /, ''))
    .filter((part) => part !== '')
    .map((part) => part.split(' as '))
    .map(([there, here = there]) => [here, there]);
}

/** The files that are loaded with one, types aside: those that its declarations name by path. */
function loaded(file, open, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const { imported, exported, stars } = open(file);
  const paths = [...[...imported.values(), ...exported.values()].map(([from]) => from), ...stars].filter(
    (path) => path?.startsWith('./') || path?.startsWith('../'),
  );
  for (const path of new Set(paths)) loaded(target(file, path), open, found);
  return found;
}

const target = (file, specifier) => (specifier === '.' ? file : join(dirname(file), specifier.replace(/\.js$/, '.d.ts')));

/** The entry points of a package: file of the report -> built declarations. */
function entriesOf(folder) {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, entry]) => typeof entry === 'object' && entry.types)
    .map(([path, { types }]) => ({
      name,
      path,
      file: `${path === '.' ? 'index' : path.slice(2).replaceAll('/', '-')}.d.ts`,
      types: join(folder, types),
    }));
}

function main(check) {
  const packages = join(root, 'packages');
  const stale = [];
  for (const folder of readdirSync(packages).map((name) => join(packages, name))) {
    const entries = entriesOf(folder);
    const api = join(folder, 'api');
    for (const { name, path, file, types } of entries) {
      if (!existsSync(types)) throw new Error(`${relative(root, types)} is not there: run \`pnpm build\` first`);
      const report = `// What ${path === '.' ? name : `${name}/${path.slice(2)}`} exports. Written by \`pnpm api\`.\n${reportOf(types)}`;
      const before = existsSync(join(api, file)) ? readFileSync(join(api, file), 'utf8') : undefined;
      if (before === report) continue;
      stale.push(relative(root, join(api, file)));
      if (check) continue;
      mkdirSync(api, { recursive: true });
      writeFileSync(join(api, file), report);
    }
    const known = entries.map(({ file }) => file);
    for (const file of existsSync(api) ? readdirSync(api) : []) {
      if (known.includes(file)) continue;
      stale.push(relative(root, join(api, file)));
      if (!check) rmSync(join(api, file));
    }
  }
  if (!check || stale.length === 0) return 0;
  console.error(`public types changed: ${stale.join(', ')}; look at what \`pnpm build\` and \`pnpm api\` make of them, and commit it`);
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.includes('--check'));
