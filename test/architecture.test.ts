import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const packages = resolve(import.meta.dirname, '../packages');
const core = join(packages, 'core/src');

const FLOOR = ['time'];
/** Room -> rooms that it may import besides itself. The chain reads left to right; nobody imports leftwards. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  time: [],
  plugin: FLOOR,
  connection: FLOOR,
  worker: ['connection', ...FLOOR],
  strategy: FLOOR,
  pool: ['strategy', 'worker', 'connection', ...FLOOR],
  registry: ['pool', ...FLOOR],
};

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:^|\n)(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)/g)].map(
    ([, from, dynamic]) => (from ?? dynamic) as string,
  );

const roomOf = (file: string): string => {
  const parts = relative(core, file).split(sep);
  return parts.length === 1 ? '(house)' : (parts[0] as string);
};

const targetOf = (file: string, specifier: string): string => resolve(dirname(file), specifier).replace(/\.js$/, '.ts');

test('every room imports only the rooms to its right and the floor', () => {
  const leftward = sources(core)
    .filter((file) => roomOf(file) !== '(house)')
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => [roomOf(file), roomOf(targetOf(file, specifier)), relative(core, file)] as const),
    )
    .filter(([from, to]) => from !== to && !MAY_IMPORT[from]?.includes(to))
    .map(([from, to, file]) => `${file}: ${from} -> ${to}`);
  expect(leftward).toEqual([]);
});

test('only the doors and the composition root stand outside the rooms', () => {
  expect(
    sources(core)
      .filter((file) => roomOf(file) === '(house)')
      .map((file) => relative(core, file))
      .sort(),
  ).toEqual(['contract.ts', 'index.ts', 'outgoing-pools.ts']);
});

test('no file of any package stands in an import cycle, of types neither', () => {
  const cycles: string[][] = [];
  for (const name of readdirSync(packages)) {
    const files = sources(join(packages, name, 'src'));
    const edges = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((specifier) => specifier.startsWith('.'))
          .map((specifier) => targetOf(file, specifier)),
      ]),
    );
    cycles.push(...stronglyConnected(edges).map((files) => files.map((file) => relative(packages, file)).sort()));
  }
  expect(cycles).toEqual([]);
});

test('nobody but time/ calls timers, the clock or chance', () => {
  const calls = /\b(setTimeout|setInterval|setImmediate|Date\.now|performance\.now|Math\.random|process\.hrtime|AbortSignal\.timeout)\b/;
  const guilty = sources(core).filter((file) => roomOf(file) !== 'time' && calls.test(code(file)));
  expect(guilty.map((file) => relative(core, file))).toEqual([]);
});

test('the config is read without a pool: its package imports the contract and nothing else of ours', () => {
  const files = [...sources(join(packages, 'config/src')), ...sources(join(packages, 'contract/src'))];
  const ours = files.flatMap(importsOf).filter((specifier) => specifier.startsWith('@outpool/'));
  expect([...new Set(ours)]).toEqual(['@outpool/contract/internal']);
});

test('the parsers of files are no dependency: only their types are imported, the packages are loaded when a file asks for them', () => {
  const files = sources(join(packages, 'config/src'));
  const parsers = /(?:^|\n)import (?!type )[^;]*'(yaml|toml-eslint-parser)'/;
  expect(files.filter((file) => parsers.test(readFileSync(file, 'utf8')))).toEqual([]);
  const { dependencies } = JSON.parse(readFileSync(join(packages, 'config/package.json'), 'utf8')) as { dependencies: object };
  expect(Object.keys(dependencies)).toEqual(['@outpool/contract', 'zod']);
});

test('a backend, or a package of strategies, imports the contract and its client library, never another one or the inside of the core', () => {
  const strangers: string[] = [];
  for (const name of readdirSync(packages).filter((one) => one.startsWith('backend-') || one === 'strategies')) {
    const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
    const allowed = [...Object.keys(manifest.dependencies ?? {}), ...Object.keys(manifest.peerDependencies ?? {}), 'node:'];
    for (const file of sources(join(packages, name, 'src'))) {
      for (const specifier of importsOf(file).filter((one) => !one.startsWith('.'))) {
        const contract = specifier === '@outpool/contract';
        const own =
          !specifier.startsWith('@outpool/') &&
          allowed.some((one) => specifier === one || specifier.startsWith(one.endsWith(':') ? one : `${one}/`));
        if (!contract && !own) strangers.push(`${relative(packages, file)}: ${specifier}`);
      }
    }
  }
  expect(strangers).toEqual([]);
});

test('the core stays below 3,000 source lines', () => {
  const lines = sources(core).flatMap((file) =>
    code(file)
      .split('\n')
      .filter((line) => line.trim() !== ''),
  );
  expect(lines.length).toBeLessThan(3_000);
});

test('no library source writes to the console', () => {
  const guilty = readdirSync(packages).flatMap((name) =>
    sources(join(packages, name, 'src')).filter((file) => /\bconsole\./.test(code(file))),
  );
  expect(guilty.map((file) => relative(packages, file))).toEqual([]);
});

/** The file without its comments. */
function code(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
}

/** Tarjan: groups of files that reach each other. */
function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) as number);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node) as number, low.get(next) as number));
      } else if (stack.includes(next)) {
        low.set(node, Math.min(low.get(node) as number, index.get(next) as number));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1 || (edges.get(node) ?? []).includes(node)) groups.push(group);
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return groups;
}
