import { hint, isPlainObject, knownName, nearestName } from '../names.js';
import { setMark } from '../places.js';
import { refuseProblems } from '../refuse-problems.js';
import { renameOptions } from './connection-names.js';
import { Complaints, listOf, meaningOf, type Members, membersOf, objectOf, type Refuse, whole, type Written } from './written.js';

/** The sections of `mongooseim.toml` that are not about pools. */
const otherSections = [
  'acl',
  'access',
  'auth',
  'dynamic_domains',
  'instrumentation',
  'internal_databases',
  'listen',
  'modules',
  's2s',
  'services',
  'shaper',
];

/** What the document's `Host` is called there. `single_host` comes with a key `host`. */
const scopes: ReadonlyMap<string, string> = new Map([
  ['global', 'global'],
  ['host', 'host'],
  ['host_type', 'host'],
  ['single_host', ''],
]);

/** True for a config in the shape of MongooseIM's TOML: pools in tables, `[outgoing_pools.redis.default]`. */
export function isPoolTables(config: unknown): config is Record<string, unknown> {
  if (!isPlainObject(config)) return false;
  return Object.entries(config).some(
    ([key, value]) => key === 'host_config' || key === 'general' || (isPools(key) && isPlainObject(value)),
  );
}

/** A config of outpool from one in that shape. A misspelt key is still in it, to be refused with all else. */
export function readPoolTables(config: Record<string, unknown>): object {
  const complaints = new Complaints();
  const result: Members = new Map();
  const hosts: Written[] = [];
  const entries: Written[] = [];
  let pools: [string, Written] | undefined;
  for (const [key, written] of membersOf(whole(config))) {
    if (key === 'general') {
      const general = membersOf(written);
      for (const name of ['hosts', 'host_types']) hosts.push(...itemsOf(general.get(name)));
    } else if (key === 'hosts') {
      hosts.push(...itemsOf(written));
    } else if (key === 'host_config') {
      for (const section of itemsOf(written)) entries.push(...hostEntries(section, complaints.refuse));
    } else if (isPools(key)) {
      pools = [key, written];
      entries.push(...(isPlainObject(written.value) ? tableEntries(written, undefined, complaints.refuse) : itemsOf(written)));
    } else if (!otherSections.includes(key)) {
      result.set(key, written);
    }
  }
  refuseProblems(complaints.problems);
  const [name, written] = pools ?? ['outgoing_pools', whole(config)];
  if (hosts.length > 0) result.set('hosts', { ...(hosts[0] as Written), path: 'hosts', value: listOf(hosts) });
  if (pools || entries.length > 0) result.set(name, { ...written, value: listOf(entries) });
  const translated = objectOf(result);
  carryOver(config, translated);
  return translated;
}

const isPools = (key: string): boolean => (knownName(key, ['outgoingPools']) ?? nearestName(key, ['outgoingPools'])) !== undefined;

const itemsOf = (written: Written | undefined): Written[] => (written ? [...membersOf(written).values()] : []);

/** The pools of one `[[host_config]]`. */
function hostEntries(section: Written, refuse: Refuse): Written[] {
  const members = membersOf(section);
  const host = members.get('host') ?? members.get('host_type');
  const pools = members.get('outgoing_pools');
  if (!pools) return [];
  if (host) return tableEntries(pools, host, refuse);
  refuse(section, 'expected `host` or `host_type`: whom these pools serve');
  return [];
}

/** One entry for each `[outgoing_pools.TYPE.TAG]`. */
function tableEntries(pools: Written, host: Written | undefined, refuse: Refuse): Written[] {
  return [...membersOf(pools)].flatMap(([type, tags]) => {
    if (!isPlainObject(tags.value)) return [tags];
    return [...membersOf(tags)].map(([tag, table]) => {
      if (isPlainObject(table.value)) return entryOf({ ...tags, value: type }, tag, table, host, refuse);
      refuse(table, `expected tables [${tags.path}.TAG], found an option: its pool has no tag`, 'key');
      return table;
    });
  });
}

function entryOf(type: Written, tag: string, table: Written, host: Written | undefined, refuse: Refuse): Written {
  const pool = membersOf(table);
  const connection = pool.get('connection');
  const options = connection ? membersOf(connection) : undefined;
  const served = hostOf(pool, host, table, refuse);
  for (const key of ['connection', 'scope', 'host']) pool.delete(key);
  renameOptions(String(type.value), pool, options ?? new Map());
  for (const members of [pool, options]) replaceInfinity(members);
  const entry: Members = new Map([
    ['type', type],
    ['host', served],
    ['tag', { ...table, value: tag }],
    ['pool', { ...table, value: objectOf(pool) }],
  ]);
  if (connection)
    entry.set('connection', { ...connection, value: isPlainObject(connection.value) ? objectOf(options as Members) : connection.value });
  return { ...table, value: objectOf(entry) };
}

/** Whom a pool serves. */
function hostOf(pool: Members, host: Written | undefined, table: Written, refuse: Refuse): Written {
  const scope = pool.get('scope');
  const single = pool.get('host');
  if (host) {
    if (scope) refuse(scope, `has no effect in host_config: the pool serves ${JSON.stringify(host.value)}`);
    return host;
  }
  const known = scope === undefined ? 'global' : meaningOf(scopes, scope.value);
  if (known === undefined && scope)
    refuse(scope, `unknown scope, ${hint(typeof scope.value === 'string' ? scope.value : '', [...scopes.keys()])}`);
  if (known !== '' && single) refuse(single, 'has no effect without `scope = "single_host"`', 'key');
  if (known === '' && !single) refuse(scope as Written, 'needs `host`: whom the pool serves');
  return known === '' && single ? single : { ...(scope ?? table), value: known ?? 'global' };
}

/** `"infinity"` is how TOML says that there is no limit there. */
function replaceInfinity(members: Members | undefined): void {
  for (const [key, written] of members ?? []) if (written.value === 'infinity') members?.set(key, { ...written, value: Infinity });
}

function carryOver(from: object, to: object): void {
  const { mark } = whole(from);
  if (mark) setMark(to, undefined, mark);
}
