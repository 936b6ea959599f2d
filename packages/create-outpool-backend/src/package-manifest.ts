import { readFileSync } from 'node:fs';
import type { BackendNames } from './backend-names.js';

/** The version of this package; contract, core and test kit have the same. */
export function ownVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** The package.json of a new backend. @param version of outpool */
export function manifestOf({ type, packageName }: BackendNames, author: string | undefined, version: string): object {
  return {
    name: packageName,
    version: '0.1.0',
    description: `outpool backend for ${type}`,
    license: 'MIT',
    ...(author !== undefined && { author }),
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.19' },
    keywords: ['outpool', 'outpool-backend', type],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    files: ['dist', 'src'],
    scripts: {
      build: 'rm -rf dist && tsc -p tsconfig.build.json',
      test: 'rm -rf out && tsc && node --test "out/test/*.test.js"',
      prepack: 'npm run build',
    },
    peerDependencies: { '@outpool/contract': `^${version}` },
    devDependencies: {
      '@outpool/contract': `^${version}`,
      '@outpool/core': `^${version}`,
      '@outpool/testkit': `^${version}`,
      '@types/node': '^22.19.0',
      typescript: '^7.0.2',
    },
  };
}
