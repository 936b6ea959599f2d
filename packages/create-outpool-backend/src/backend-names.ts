/** All that is derived from the word that selects a backend in a config. */
export interface BackendNames {
  /** `my_queue` */
  readonly type: string;
  /** As classes are called: `MyQueue`. */
  readonly pascal: string;
  /** As files are called: `my-queue`. */
  readonly kebab: string;
  /** `outpool-backend-my-queue`, unless another one is given. */
  readonly packageName: string;
}

/** A name that cannot be used. The message says which, and what one may be. */
export class NameProblem extends Error {
  override readonly name = 'NameProblem';
}

const LONGEST_TYPE = 50;
const LONGEST_PACKAGE = 214;

/** @throws NameProblem */
export function namesOf(type: string, packageName?: string): BackendNames {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(type) || type.length > LONGEST_TYPE) {
    const rule = `expected small letters, digits and single underscores, beginning with a letter, at most ${LONGEST_TYPE}: memcached, my_queue`;
    throw new NameProblem(`the type ${JSON.stringify(type)} cannot be used: ${rule}`);
  }
  const parts = type.split('_');
  const kebab = parts.join('-');
  const name = packageName ?? `outpool-backend-${kebab}`;
  if (!/^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name) || name.length > LONGEST_PACKAGE) {
    throw new NameProblem(`the package name ${JSON.stringify(name)} cannot be used: expected what npm takes, like @me/outpool-backend-x`);
  }
  return { type, kebab, packageName: name, pascal: parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('') };
}

/** The type that the name of a folder or package suggests: `outpool-backend-my-queue` is for `my_queue`. */
export function typeFrom(name: string): string {
  const last = name.split(/[/\\]/).filter(Boolean).at(-1) ?? '';
  return last
    .toLowerCase()
    .replace(/^(outpool-)?backend-/, '')
    .replace(/-backend$/, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '');
}
