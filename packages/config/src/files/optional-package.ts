import { PoolError } from '@outpool/contract/internal';

/**
 * Loads a package that an application installs only if it has files of that kind. Bundlers leave the import as it is.
 * @throws PoolError `CONFIG_INVALID` that says what to install
 */
export async function optionalPackage<Package>(name: string, kind: string): Promise<Package> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as Package;
  } catch (cause) {
    throw new PoolError('CONFIG_INVALID', `to read ${kind}, install the package ${name}: npm install ${name}`, { phase: 'config', cause });
  }
}
