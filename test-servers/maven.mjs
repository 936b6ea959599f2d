// What servers that come as jars from Maven's registry have in common: a folder that outlives the tests, and what fills it.
// Plain JavaScript without dependencies: it runs before anything else is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where a server is, or will be.
 * @param {string} name
 * @param {string} recipe what the folder is made of: another recipe is another folder
 */
export function cacheFolder(name, recipe) {
  const version = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'outpool-test-servers', `${name}-${version}`);
}

/**
 * Puts jars, and all that they need to run, into the folder `lib` of another.
 * @param {string} folder
 * @param {readonly (readonly string[])[]} jars group, name and version of each
 * @throws Error when Maven fails
 */
export function fetchJars(folder, jars) {
  const dependencies = jars.map(
    ([group, name, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`,
  );
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>tests</groupId><artifactId>server</artifactId><version>1</version>
<dependencies>${dependencies.join('')}</dependencies></project>`,
  );
  run(folder, 'mvn', '-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${join(folder, 'lib')}`);
}

/**
 * @param {string} cwd
 * @param {string} program
 * @param {string[]} args
 * @throws Error when the program fails
 */
export function run(cwd, program, ...args) {
  const { status, error } = spawnSync(program, args, { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed in ${cwd}`, { cause: error });
}
