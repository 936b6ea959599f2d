import { Console } from 'node:console';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setDeadline } from './lib/rounds.mjs';
import { build, machine, versions } from './lib/sources.mjs';
import { toTable } from './lib/table.mjs';

/** By name: the backends that must be built, the libraries whose versions count, and what runs and draws it. */
const benches = {
  dispatch: { backends: [], libraries: ['tarn', 'generic-pool', 'lightning-pool', 'pg-pool'], module: './dispatch/index.mjs' },
  rdbms: {
    backends: ['backend-rdbms'],
    libraries: ['pg', 'pg-pool', 'postgres', 'knex', 'mysql2', 'mariadb'],
    module: './rdbms/index.mjs',
  },
  redis: { backends: ['backend-redis'], libraries: ['ioredis', '@redis/client'], module: './redis/index.mjs' },
  rabbit: {
    backends: ['backend-rabbit'],
    libraries: ['amqplib', 'amqp-connection-manager', 'rascal', 'rabbitmq-client'],
    module: './rabbit/index.mjs',
  },
  http: { backends: ['backend-http'], libraries: ['undici', 'got', 'axios', 'ky'], module: './http/index.mjs' },
  elastic: {
    backends: ['backend-elastic'],
    libraries: ['undici', '@elastic/elasticsearch', '@opensearch-project/opensearch'],
    module: './elastic/index.mjs',
  },
  ldap: { backends: ['backend-ldap'], libraries: ['ldapts', 'ldapjs'], module: './ldap/index.mjs' },
  cassandra: { backends: ['backend-cassandra'], libraries: ['cassandra-driver'], module: './cassandra/index.mjs' },
  riak: {
    backends: ['backend-riak'],
    libraries: ['basho-riak-client', 'protobufjs', '@bufbuild/protobuf'],
    module: './riak/index.mjs',
  },
};
/** A quick run ends within 50 s on a busy machine, too: so late every case makes do with one round. */
const QUICK_MS = 25_000;

const usage = `usage: pnpm bench NAME [--quick] [--json] [--against FOLDER]
NAME is one of: ${Object.keys(benches).join(', ')}
  --quick           under 50 s, rougher; results/ is left alone
  --tiny            proves that it runs; the figures mean nothing
  --json            one JSON document on standard output
  --against FOLDER  another build of the core, the folder of its index.js, measured in the same rounds as "base"
`;

// Standard output is for the result alone, whatever a library prints.
globalThis.console = new Console(process.stderr);

const { name, size, json, against } = readArguments();
if (size === 'quick') setDeadline(QUICK_MS);
const { backends, libraries, module } = benches[name];
build(['contract', 'strategies', 'config', 'core', ...backends]);
const { run, draw } = await import(module);
const cases = await run({ size, against });
const report = { bench: name, versions: versions(libraries), machine: machine(), cases };

if (size === 'full' && cases.length > 0) {
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(report, null, 2)}\n`);
  if (draw !== undefined) writeFileSync(new URL(`${name}.svg`, folder), draw(report));
}
// Pools of others may keep timers that hold the process.
process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : toTable(report), () => process.exit());

function readArguments() {
  const flag = { type: 'boolean', default: false };
  let parsed;
  try {
    const options = { quick: flag, tiny: flag, json: flag, against: { type: 'string' } };
    // `pnpm bench -- NAME` passes the dashes on.
    const args = process.argv.slice(2).filter((arg) => arg !== '--');
    parsed = parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    refuse(error.message);
  }
  const { values, positionals } = parsed;
  if (positionals.length !== 1 || !Object.hasOwn(benches, positionals[0]))
    refuse(`no such bench: ${positionals.join(' ') || 'none named'}`);
  const size = values.tiny ? 'tiny' : values.quick ? 'quick' : 'full';
  return { name: positionals[0], size, json: values.json, against: values.against && resolve(values.against) };
}

function refuse(message) {
  process.stderr.write(`${message}\n${usage}`);
  process.exit(2);
}
