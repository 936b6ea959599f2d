import { parseTerms, type Term } from '../files/erlang-terms.js';
import { isPlainObject, joinPath, nearestName } from '../names.js';
import { setMark } from '../places.js';
import { refuseProblems } from '../refuse-problems.js';
import type { Source } from '../source.js';
import { renameOptions } from './connection-names.js';
import { Complaints, listOf, type Members, membersOf, objectOf, type Written } from './written.js';

type Tuple = Extract<Term, { kind: 'tuple' | 'list' }>;

/** The terms of `mongooseim.cfg` that are read; the others are not about pools. */
const ours = ['outgoing_pools', 'hosts', 'host', 'host_config'];

/**
 * A config of outpool from Erlang terms: `{hosts, [...]}.`, `{outgoing_pools, [...]}.` and `{host_config, Host, [...]}.`, or nothing but
 * entries.
 * @throws SyntaxProblem, PoolError `CONFIG_INVALID` for what no schema could say
 */
export function readErlangConfig(source: Source): object {
  const reader = new TermReader(source);
  for (const term of parseTerms(source)) reader.readTop(term);
  return reader.config();
}

class TermReader {
  readonly #source: Source;
  readonly #complaints = new Complaints();
  readonly #hosts: Written[] = [];
  readonly #entries: Written[] = [];
  #pools: Written | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  config(): object {
    if (this.#pools === undefined && this.#entries.length === 0 && this.#complaints.problems.length === 0)
      this.#complaints.problems.push(this.#source.problem(0, 'expected {outgoing_pools, [...]}. in this file, found no such term'));
    refuseProblems(this.#complaints.problems);
    const members: Members = new Map();
    const [first] = this.#hosts;
    if (first) members.set('hosts', { ...first, path: 'hosts', value: listOf(this.#hosts) });
    const pools = this.#pools ?? this.#entries[0];
    if (pools) members.set('outgoing_pools', { ...pools, path: 'outgoing_pools', value: listOf(this.#entries) });
    const config = objectOf(members);
    setMark(config, undefined, { source: this.#source, key: 0, value: 0 });
    return config;
  }

  /** Reads one term of the file, or of a `host_config`. */
  readTop(term: Term, host?: Written): void {
    const [name, ...rest] = term.kind === 'tuple' ? term.items : [];
    if (term.kind !== 'tuple' || name === undefined) {
      if (term.kind !== 'atom') this.#refuse(term, 'expected a tuple: {outgoing_pools, [...]}');
      return;
    }
    const key = name.kind === 'atom' ? name.name : '';
    const [value, inner] = rest;
    if (key === 'host_config' && value && host === undefined) {
      const written = this.#written(value, 'host_config');
      for (const one of inner?.kind === 'list' ? inner.items : []) this.readTop(one, written);
    } else if (key === 'outgoing_pools' && value) {
      this.#pools ??= this.#place(value, key, name);
      this.#readPools(value, host);
    } else if ((key === 'hosts' || key === 'host') && value && host === undefined) {
      this.#hosts.push(...(value.kind === 'list' ? value.items : [value]).map((one, index) => this.#written(one, joinPath(key, index))));
    } else if (term.items.length === 5 && host === undefined) {
      this.#readEntry(term, joinPath('outgoing_pools', this.#entries.length), host);
    } else {
      this.#readOther(term, name, key);
    }
  }

  /** A term of other parts of the server, unless it is a misspelt one of ours; the pools in that are looked at, too. */
  #readOther(term: Tuple, name: Term, key: string): void {
    const meant = ours.includes(key) ? undefined : nearestName(key, ours);
    if (meant === undefined) return;
    this.#refuse(name, `unknown term, did you mean \`${meant}\`?`, key);
    const [, value] = term.items;
    if (meant === 'outgoing_pools' && value) this.#readPools(value, undefined);
  }

  #readPools(value: Term, host: Written | undefined): void {
    if (value.kind !== 'list') {
      this.#refuse(value, 'expected a list of pools: [{Type, Host, Tag, PoolOptions, ConnectionOptions}]', 'outgoing_pools');
      return;
    }
    const path =
      host === undefined ? 'outgoing_pools' : `${joinPath('host_config', typeof host.value === 'string' ? host.value : '')}.outgoing_pools`;
    for (const [index, entry] of value.items.entries()) this.#readEntry(entry, joinPath(path, index), host);
  }

  #readEntry(term: Term, path: string, host: Written | undefined): void {
    if (term.kind !== 'tuple' || term.items.length !== 5) {
      this.#entries.push(this.#written(term, path));
      return;
    }
    const [type, scope, tag] = ['type', 'host', 'tag'].map((name, index) => this.#written(term.items[index] as Term, joinPath(path, name)));
    const [pool, connection] = ['pool', 'connection'].map((name, index) =>
      this.#written(term.items[index + 3] as Term, joinPath(path, name), undefined, true),
    );
    if (!type || !scope || !tag || !pool || !connection) return;
    const [poolOptions, connectionOptions] = [membersOf(pool), membersOf(connection)];
    renameOptions(typeof type.value === 'string' ? type.value : '', poolOptions, connectionOptions);
    const entry: Members = new Map([
      ['type', type],
      ['host', host === undefined ? scope : this.#within(host, scope)],
      ['tag', tag],
      ['pool', { ...pool, value: isPlainObject(pool.value) ? objectOf(poolOptions) : pool.value }],
      ['connection', { ...connection, value: isPlainObject(connection.value) ? objectOf(connectionOptions) : connection.value }],
    ]);
    this.#entries.push({ ...this.#place(term, path), value: objectOf(entry) });
  }

  /** The host of an entry that stands in the `host_config` of one. */
  #within(host: Written, scope: Written): Written {
    if (scope.value !== 'global' && scope.value !== 'host' && scope.value !== host.value)
      this.#complaints.refuse(scope, `this is in the host_config of ${JSON.stringify(host.value)}: no other host can be meant`);
    return host;
  }

  #written(term: Term, path: string, name: Term = term, options = false): Written {
    return { ...this.#place(term, path, name), value: this.#value(term, path, options) };
  }

  #place(term: Term, path: string, name: Term = term): Written {
    return { value: undefined, path, mark: { source: this.#source, key: name.at, value: term.at } };
  }

  /**
   * A term as a value: atoms and texts are strings, `true`, `false`, `infinity` and `undefined` what they say, tuples and lists are lists.
   * @param options whether a list is one of options, `{key, value}`; those that cannot be anything else are without saying
   */
  #value(term: Term, path: string, options = false): unknown {
    if (term.kind === 'text') return term.text;
    if (term.kind === 'number') return term.value;
    if (term.kind === 'atom') return Object.hasOwn(constants, term.name) ? constants[term.name] : term.name;
    if (term.kind === 'variable') return this.#refuse(term, `expected a value, found the variable ${term.name}`, path);
    if (term.kind === 'map') return this.#object(term.pairs, path);
    if (term.kind === 'tuple' || !(options || looksLikeOptions(term))) {
      return listOf(term.items.map((item, index) => this.#written(item, joinPath(path, index))));
    }
    const pairs = term.items.map((item) => optionOf(item));
    const stranger = pairs.indexOf(undefined);
    if (stranger < 0) return this.#object(pairs as Option[], path);
    return this.#refuse(term.items[stranger] as Term, 'expected an option: {key, value}', path);
  }

  #object(pairs: readonly Option[], path: string): object {
    const members: Members = new Map();
    for (const [key, value] of pairs) {
      const name = key.kind === 'atom' ? key.name : key.kind === 'text' ? key.text : String(key.at);
      if (members.has(name)) this.#refuse(key, 'stands here already; take one out', joinPath(path, name));
      members.set(name, this.#written(value, joinPath(path, name), key, optionLists.includes(name) && value.kind === 'list'));
    }
    return objectOf(members);
  }

  #refuse(term: Term, message: string, path = ''): undefined {
    this.#complaints.problems.push(this.#source.problem(term.at, message, path));
  }
}

/** Options whose value is a list of options, also when that is empty and could be anything. */
const optionLists = ['http_opts', 'connect_options', 'ssl', 'ssl_opts', 'tls_options'];

const constants: Readonly<Record<string, unknown>> = { true: true, false: false, infinity: Infinity, undefined: undefined };

type Option = readonly [key: Term, value: Term];

/** True for a list that has a `{key, value}` and nothing but options. */
function looksLikeOptions({ kind, items }: Tuple): boolean {
  return kind === 'list' && items.some(({ kind: inner }) => inner === 'tuple') && items.every((item) => optionOf(item) !== undefined);
}

/** An option: `{key, value}`, `{key, value, value}`, whose value is a tuple, or `key` alone, which is true. */
function optionOf(term: Term): Option | undefined {
  if (term.kind === 'atom') return [term, { at: term.at, kind: 'atom', name: 'true' }];
  if (term.kind !== 'tuple') return undefined;
  const [key, value, ...others] = term.items;
  if (key?.kind !== 'atom' || value === undefined) return undefined;
  return [key, others.length === 0 ? value : { at: value.at, kind: 'tuple', items: [value, ...others] }];
}
