import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The file of a program, looked for where daemons live as well; `undefined` when it is not installed. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** The folder with `postgres` and `initdb` in it. Debian keeps them off the PATH, one folder for each version: the newest is taken. */
export function postgresFolder(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const debian = versions.map((version) => join(root, version, 'bin')).find((folder) => isExecutable(join(folder, 'initdb')));
  return debian ?? programPath('initdb')?.replace(/\/initdb$/, '');
}

/** The folder with `rabbitmq-server` in it. Not the one on the PATH: that becomes another user and loses its environment. */
export function rabbitFolder(): string | undefined {
  return ['/usr/lib/rabbitmq/bin'].find((folder) => isExecutable(join(folder, 'rabbitmq-server')));
}

/** The first number with a dot in what a program says about its version. */
export function versionOf(program: string, flag: string): string {
  // nginx answers on standard error.
  const text = execFileSync('/bin/sh', ['-c', '"$0" "$1" 2>&1', program, flag], { encoding: 'utf8' });
  return /\d+\.\d+[.\d]*/.exec(text)?.[0] ?? 'of unknown version';
}

export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom to become for servers that refuse to run as root; `undefined` for an ordinary user, who stays what he is.
 * @param names the first of them that there is
 */
export function unprivilegedUser(names: readonly string[] = ['postgres', 'nobody']): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of names) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`there is no user ${names.join(' or ')}: the server does not run as root`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
