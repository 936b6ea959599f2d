import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const packages = resolve(import.meta.dirname, '../packages');
const names = readdirSync(packages);
const kB = 1024;

/** What an install of a package may put on the disk, in kB, with all that it needs: a quarter above what it was. The others: `rest`. */
const bounds: Readonly<Record<string, number>> = {
  contract: 8_300,
  config: 8_600,
  core: 9_300,
  cli: 9_300,
  testkit: 9_600,
  strategies: 8_300,
  'create-outpool-backend': 80,
  'backend-cassandra': 10_300,
  'backend-elastic': 11_100,
  'backend-generic': 9_300,
  'backend-http': 11_100,
  'backend-ldap': 8_600,
  'backend-rabbit': 8_800,
  'backend-rdbms': 8_700,
  'backend-redis': 10_200,
  'backend-riak': 9_900,
  rest: 12_000,
};

interface Manifest {
  readonly name: string;
  readonly files?: readonly string[];
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** What npm installs with a package: its dependencies, and the peers that are not optional. */
function needsOf({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: Manifest): string[] {
  const peers = Object.keys(peerDependencies ?? {}).filter((peer) => peerDependenciesMeta?.[peer]?.optional !== true);
  return [...new Set([...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers])];
}

/** The folder of a package as another one finds it. */
function find(name: string, from: string): string | undefined {
  const here = join(from, 'node_modules', name);
  if (existsSync(here)) return realpathSync(here);
  return dirname(from) === from ? undefined : find(name, dirname(from));
}

/** A package and all that it needs, by their folders. What is not there is for another platform. */
function installOf(folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  for (const need of needsOf(manifestOf(folder))) {
    const inner = find(need, folder);
    if (inner !== undefined) installOf(inner, found);
  }
  return found;
}

/** Bytes of the files that a package is published with. */
function sizeOf(folder: string): number {
  const isOurs = folder.startsWith(packages);
  const wholeFolder = (pattern: string): string => pattern.replace(/\/\*.*$/, '');
  const tops = isOurs
    ? (manifestOf(folder).files as string[]).map(wholeFolder)
    : readdirSync(folder).filter((name) => name !== 'node_modules');
  return tops.reduce((sum, top) => sum + bytesIn(join(folder, top)), 0);
}

function bytesIn(path: string): number {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}

test('the install of each package is printed and bounded', () => {
  const rows = names.map((name) => {
    const folders = [...installOf(join(packages, name))];
    return {
      name,
      own: sizeOf(join(packages, name)) / kB,
      all: folders.reduce((sum, folder) => sum + sizeOf(folder), 0) / kB,
      packages: folders.length,
    };
  });
  const columns = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(18) : cell.padStart(12))).join('');
  const lines = rows.map(({ name, own, all, packages: count }) => columns([name, own.toFixed(0), all.toFixed(0), String(count)]));
  console.log([columns(['package', 'own kB', 'install kB', 'packages']), ...lines].join('\n'));
  const above = rows
    .filter(({ name, all }) => all > (bounds[name] ?? (bounds.rest as number)))
    .map(({ name, all }) => `${name}: ${all.toFixed(0)} kB`);
  expect(above).toEqual([]);
  // It has found what they need.
  for (const { name, packages: count } of rows) expect(count, name).toBeGreaterThan(needsOf(manifestOf(join(packages, name))).length);
});
