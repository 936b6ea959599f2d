import { isPlainObject } from '../names.js';
import { listOf, meaningOf, type Members, membersOf, objectOf, type Written } from './written.js';

/**
 * Gives the options of one entry the names that outpool has for them: those of the document, and those of the versions up
 * to 6.8 that call them otherwise. What it does not know stays as it is, for the schemas to judge.
 * @param pool the pool options; some of the connection options belong there
 */
export function renameOptions(type: string, pool: Members, connection: Members): void {
  const limit = take(pool, 'max_worker_queue_len');
  if (limit) pool.set('maxWorkerQueue', limit);
  // With that option the newest are refused, whatever a type does without it.
  if (limit && limit.value !== 'infinity') pool.set('overflow', { ...limit, value: 'reject' });
  moves.get(type)?.(pool, connection);
  change(connection, 'tls', (tls) => translateTls(tls, type === 'rdbms' ? modeOf(connection) : undefined));
}

const moves: ReadonlyMap<string, (pool: Members, connection: Members) => void> = new Map(
  Object.entries({
    rdbms(pool: Members, connection: Members) {
      rename(connection, 'settings', 'connectionString');
      rename(connection, 'query_timeout', 'queryTimeoutMs');
      const keepalive = take(connection, 'keepalive_interval');
      if (keepalive) pool.set('keepaliveIntervalMs', inMilliseconds(keepalive));
      const longest = take(connection, 'max_start_interval') ?? take(connection, 'start_interval');
      if (longest) pool.set('reconnect', { ...longest, value: objectOf(new Map([['maxMs', inMilliseconds(longest)]])) });
      change(connection, 'server', (server) => {
        const places = membersOf(server);
        const isPgsql = places.get('0')?.value === 'pgsql';
        // The two databases spell their TLS options in different ways. They are last; no other place takes an object.
        change(places, String(places.size - 1), (tls) => (isPgsql ? pgsqlTls(tls) : translateTls(tls, 'require')));
        return relist(server, places);
      });
    },
    http(_: Members, connection: Members) {
      rename(connection, 'host', 'server');
      const options = connection.get('http_opts');
      const inner = options ? membersOf(options) : new Map();
      const tls = take(inner, 'connect_options');
      if (!options || !tls) return;
      connection.set('tls', tls);
      if (inner.size === 0) connection.delete('http_opts');
      else connection.set('http_opts', { ...options, value: objectOf(inner) });
    },
    cassandra(_: Members, connection: Members) {
      rename(connection, 'ssl', 'tls');
      change(connection, 'servers', (servers) => {
        const items = membersOf(servers);
        for (const index of items.keys()) change(items, index, (server) => renamed(server, 'ip_address', 'host'));
        return relist(servers, items);
      });
    },
    ldap(_: Members, connection: Members) {
      // Since 5.1 a section `tls` alone says that the connection is encrypted.
      const tls = connection.get('tls');
      if (tls && !connection.has('encrypt')) connection.set('encrypt', { ...tls, value: 'tls' });
    },
  }),
);

/** What `required` of PostgreSQL's TLS options means; the other databases always fail when there is no TLS. */
function modeOf(connection: Members): 'require' | 'prefer' {
  const tls = connection.get('tls');
  const required = tls && membersOf(tls).get('required')?.value === true;
  return required || connection.get('driver')?.value === 'mysql' ? 'require' : 'prefer';
}

const pgsqlModes = new Map(Object.entries({ required: 'require', true: 'prefer', false: 'disable' }));

/** `[{ssl, required}, {ssl_opts, [...]}]` as a `tls` block. */
function pgsqlTls(written: Written): unknown {
  if (!isPlainObject(written.value)) return written.value;
  const options = membersOf(written);
  const mode = take(options, 'ssl');
  const details = take(options, 'ssl_opts');
  const tls: Members = details ? membersOf({ ...details, value: translateTls(details, undefined) }) : new Map();
  if (mode) tls.set('mode', { ...mode, value: meaningOf(pgsqlModes, mode.value) ?? mode.value });
  return objectOf(new Map([...tls, ...options]));
}

const tlsNames = new Map(
  Object.entries({
    verify_mode: 'verify',
    verify_peer: 'verify',
    cacertfile: 'caFile',
    certfile: 'certFile',
    keyfile: 'keyFile',
    password: 'passphrase',
    versions: 'minVersion',
    server_name_indication: 'serverName',
    server_name_indication_host: 'serverName',
  }),
);

/** A block of Erlang's TLS options, or of MongooseIM's, as a `tls` block. */
function translateTls(written: Written, mode: string | undefined): unknown {
  const isEmpty = Array.isArray(written.value) && written.value.length === 0;
  if (!isPlainObject(written.value) && !isEmpty) return written.value;
  const options: Members = new Map();
  for (const [key, option] of membersOf(written)) {
    const value = tlsValue(key, option);
    if (value !== undefined) options.set(tlsNames.get(key) ?? key, { ...option, value });
  }
  if (mode !== undefined) options.set('mode', { ...written, value: mode });
  return objectOf(options);
}

/** What a TLS option says in our words; nothing if that goes without saying here. */
function tlsValue(key: string, { value, ...rest }: Written): unknown {
  if (key === 'verify') return meaningOf(verification, value) ?? value;
  if (key === 'verify_peer' && typeof value === 'boolean') return value ? 'peer' : 'none';
  if (key === 'ciphers' && isWords(value)) return value.join(':');
  if (key === 'versions' && isWords(value)) return meaningOf(versionNames, value.toSorted()[0]) ?? value.join(', ');
  if (key === 'required' || key === 'server_name_indication_protocol') return undefined;
  if (key !== 'server_name_indication') return value;
  if (value === 'disable' || value === false) return false;
  if (value === true) return undefined;
  if (!isPlainObject(value)) return value;
  const { enabled, host } = Object.fromEntries([...membersOf({ value, ...rest })].map(([name, one]) => [name, one.value]));
  return enabled === false ? false : host;
}

const verification = new Map(Object.entries({ verify_peer: 'peer', verify_none: 'none' }));
const versionNames = new Map(Object.entries({ 'tlsv1.2': 'TLSv1.2', 'tlsv1.3': 'TLSv1.3' }));

const isWords = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

const inMilliseconds = (written: Written): Written => ({
  ...written,
  value: typeof written.value === 'number' ? written.value * 1_000 : written.value,
});

function take(members: Members, key: string): Written | undefined {
  const written = members.get(key);
  members.delete(key);
  return written;
}

function rename(members: Members, from: string, to: string): void {
  const written = take(members, from);
  if (written) members.set(to, written);
}

/** The same object with one of its keys under another name. */
function renamed(written: Written, from: string, to: string): unknown {
  const members = membersOf(written);
  if (!isPlainObject(written.value) || !members.has(from)) return written.value;
  rename(members, from, to);
  return objectOf(members);
}

function change(members: Members, key: string, make: (written: Written) => unknown): void {
  const written = members.get(key);
  if (written) members.set(key, { ...written, value: make(written) });
}

function relist(written: Written, items: Members): unknown {
  return Array.isArray(written.value) ? listOf([...items.values()]) : written.value;
}
