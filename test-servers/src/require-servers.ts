import { existsSync, readFileSync } from 'node:fs';
import { postgresFolder, programPath, rabbitFolder } from './binaries.js';
import { cassandraInstalled } from './cassandra.js';
import { recordSkip } from './run-folder.js';
import { searchInstalled } from './search.js';

const INSTALLED = {
  postgres: () => postgresFolder() !== undefined,
  rabbitmq: () => rabbitFolder() !== undefined,
  pgbouncer: () => programPath('pgbouncer') !== undefined,
  mariadb: () => programPath('mariadbd') !== undefined,
  odbc: () => existsSync('/etc/odbcinst.ini') && ['PostgreSQL', 'MariaDB'].every(hasOdbcDriver),
  redis: () => programPath('redis-server') !== undefined,
  nginx: () => programPath('nginx') !== undefined,
  search: searchInstalled,
  cassandra: cassandraInstalled,
  haproxy: () => programPath('haproxy') !== undefined,
  memcached: () => programPath('memcached') !== undefined,
  nats: () => programPath('nats-server') !== undefined,
  slapd: () => programPath('slapd') !== undefined,
};

export type ServerKind = keyof typeof INSTALLED;

/** Set to 1, the tests that need real servers are skipped. */
export const OFFLINE = 'OUTPOOL_OFFLINE_SERVERS';

/**
 * Whether tests may use these servers: `describe.skipIf(!requireServers('redis'))(...)`. False, with the reason on
 * standard error, only when OUTPOOL_OFFLINE_SERVERS=1 says so.
 * @throws Error when one is not installed: a test that silently does not run proves nothing
 */
export function requireServers(...kinds: [ServerKind, ...ServerKind[]]): boolean {
  if (process.env[OFFLINE] === '1') {
    const reason = `needs ${kinds.join(', ')}, and ${OFFLINE}=1 asks for the tests without real servers`;
    const testFile = currentTestFile();
    if (testFile !== undefined) recordSkip(testFile, reason);
    console.error(`skipped: ${reason}`);
    return false;
  }
  const missing = kinds.filter((kind) => !INSTALLED[kind]());
  if (missing.length === 0) return true;
  throw new Error(
    `not installed: ${missing.join(', ')}. Run "node test-servers/install.mjs", or set ${OFFLINE}=1 to skip the tests that need real servers`,
  );
}

function hasOdbcDriver(database: string): boolean {
  return readFileSync('/etc/odbcinst.ini', 'utf8').includes(`[${database} Unicode]`);
}

// Vitest's own record of what this worker runs; importing vitest for it would bar this package from other programs.
function currentTestFile(): string | undefined {
  return (globalThis as { __vitest_worker__?: { filepath?: string } }).__vitest_worker__?.filepath;
}
