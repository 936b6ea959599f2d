import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);

/** Compiles the packages whose sources are newer than what was built of them. Compiler output goes to standard error. */
export function build(packages) {
  const compiler = join(dirname(require.resolve('typescript/package.json', { paths: [root] })), 'bin/tsc');
  for (const name of packages) {
    const folder = join(root, 'packages', name);
    if (newest([join(folder, 'src'), join(folder, 'tsconfig.json')]) <= newest([join(folder, 'dist')])) continue;
    process.stderr.write(`building packages/${name}\n`);
    // Not incremental: what an earlier build remembers may no longer stand in dist.
    const flags = ['-p', folder, '--composite', 'false', '--incremental', 'false'];
    execFileSync(process.execPath, [compiler, ...flags], { cwd: root, stdio: ['ignore', 2, 2] });
  }
}

function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path)) continue;
    const stat = statSync(path);
    latest = Math.max(latest, stat.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : stat.mtimeMs);
  }
  return latest;
}

/** A built package of this repository, or another build of it: a folder with an index.js. */
export function load(name, folder = join(root, 'packages', name, 'dist')) {
  return import(pathToFileURL(join(folder, 'index.js')).href);
}

/** The test servers. */
export const loadTestServers = () => loadSource('test-servers', 'index.ts');

/** The testkit's clock, from its source: it needs nothing that is built. */
export const loadVirtualClock = () => loadSource('packages/testkit', 'virtual-clock.ts');

/** TypeScript sources of this repository, which import each other as .js. */
function loadSource(folder, file) {
  const url = pathToFileURL(join(root, folder, 'src', file)).href;
  registerHooks({
    resolve(specifier, context, next) {
      const own = specifier.startsWith('.') && context.parentURL?.startsWith(new URL('.', url).href);
      return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
  return import(url);
}

/** What was measured with what. */
export function versions(libraries) {
  const found = { node: process.versions.node, v8: process.versions.v8 };
  found['@outpool/core'] = versionOf(join(root, 'packages/core'));
  for (const name of libraries) found[name] = versionOf(join(root, 'bench/node_modules', name));
  return found;
}

function versionOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

export function machine() {
  return { cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(), platform: `${process.platform} ${process.arch}` };
}
