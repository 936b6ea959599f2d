import { RpbMapRedReq, RpbMapRedResp } from '../../messages/riak-kv.js';
import type { Written } from '../../wire/codec.js';
import { type AnyOperation, streams } from '../operation.js';
import { ServerError } from '../server-error.js';
import { isDead, type Store } from '../store.js';

type BucketName = string | [type: string, bucket: string];
type Inputs =
  | BucketName
  | [bucket: string, key: string, data?: unknown, type?: string][]
  | {
      bucket: BucketName;
      index?: string;
      key?: string | number;
      start?: string | number;
      end?: string | number;
      key_filters?: [string, ...unknown[]][];
    };
interface Step {
  readonly language?: string;
  readonly module?: string;
  readonly function?: string;
  readonly keep?: boolean;
}
interface Job {
  readonly inputs: Inputs;
  readonly query?: readonly { readonly map?: Step; readonly reduce?: Step }[];
}
type Item = [bucket: string, key: string, data?: unknown, type?: string];

const MAX_ITEMS = 2;

/** MapReduce with the functions of `riak_kv_mapreduce` that need no Erlang. */
export const mapReduce: readonly AnyOperation[] = [
  streams(RpbMapRedReq, RpbMapRedResp, (request, { store }) => run(request, store), {
    name: 'riak_kv.mapreduce',
    on: () => 'any',
    and: ({ request }) => {
      const { inputs } = parse(String(request));
      return isBucketName(inputs)
        ? [
            'riak_kv.list_keys',
            [inputs]
              .flat()
              .join('/')
              .replace(/^[^/]*$/, 'default/$&'),
          ]
        : undefined;
    },
  }),
];

function* run({ request, contentType }: RpbMapRedReq, store: Store): Generator<Written<RpbMapRedResp>> {
  if (contentType?.toString() !== 'application/json') throw new ServerError(`{unknown_content_type,<<"${contentType}">>}`);
  const { inputs, query = [] } = parse(String(request));
  const steps = query.map((phase, number) => ({
    number,
    isMap: phase.map !== undefined,
    step: checked(phase.map ?? phase.reduce ?? {}, number),
  }));
  let values: unknown[] = items(inputs, store);
  if (steps.length === 0) yield* parts(0, values);
  for (const { number, isMap, step } of steps) {
    values = isMap ? values.flatMap((item) => mapped(step, item as Item, store, number)) : reduced(step, values, number);
    if (step.keep ?? number === steps.length - 1) yield* parts(number, values);
  }
}

function* parts(phase: number, values: unknown[]): Generator<Written<RpbMapRedResp>> {
  for (let at = 0; at < values.length; at += MAX_ITEMS) yield { phase, response: JSON.stringify(values.slice(at, at + MAX_ITEMS)) };
}

function parse(request: string): Job {
  try {
    return JSON.parse(request) as Job;
  } catch {
    throw new ServerError('{invalid_json,{{error,syntax}}}');
  }
}

function checked(step: Step, number: number): Step {
  if (step.language === 'javascript') {
    throw new ServerError(
      `Phase ${number}: The PhaseSpec part of the argument for riak_kv_mrc_map must be of one of the following forms:\n   {modfun, Module :: atom(), Function :: atom()}\n   {qfun, Function :: function()}\n   {strfun, Source :: string()}\n   {strfun, {Bucket :: binary(), Key :: binary()}}\n`,
    );
  }
  if (step.module !== 'riak_kv_mapreduce') {
    throw new ServerError(
      `Phase ${number}: invalid module named in PhaseSpec function:\n must be a valid module name (failed to load ${step.module}: embedded)`,
    );
  }
  return step;
}

function items(inputs: Inputs, store: Store): Item[] {
  if (isBucketName(inputs)) return keysOf(inputs, store);
  if (Array.isArray(inputs)) return inputs as Item[];
  const { bucket, index, key, start, end, key_filters: filters = [] } = inputs;
  const [type, name] = typeof bucket === 'string' ? [undefined, bucket] : bucket;
  if (index === undefined) return keysOf(bucket, store).filter(([, key]) => filters.every((filter) => passes(filter, key)));
  const within = (term: string): boolean =>
    key === undefined ? compare(term, start, index) >= 0 && compare(term, end, index) <= 0 : term === String(key);
  const entries = store.entries(type === undefined ? undefined : Buffer.from(type), Buffer.from(name));
  return entries
    .filter((entry) =>
      entry.versions.some(({ content }) => content.indexes?.some((pair) => String(pair.key) === index && within(String(pair.value)))),
    )
    .map(({ key }) => [name, key.toString()]);
}

function keysOf(bucket: BucketName, store: Store): Item[] {
  const [type, name] = typeof bucket === 'string' ? [undefined, bucket] : bucket;
  const entries = store.entries(type === undefined ? undefined : Buffer.from(type), Buffer.from(name)).filter((entry) => !isDead(entry));
  return entries.map(({ key }) => (type === undefined ? [name, key.toString()] : [name, key.toString(), '', type]));
}

function mapped(step: Step, [bucket, key, , type]: Item, store: Store, phase: number): unknown[] {
  const entry = store.find(type ? Buffer.from(type) : undefined, Buffer.from(bucket), Buffer.from(key));
  const values = (entry?.versions ?? []).filter(({ content }) => !content.deleted).map(({ content }) => String(content.value));
  if (values.length === 0) throw failure(phase, 'function_clause', JSON.stringify([bucket, key]));
  if (step.function === 'map_object_value') return values;
  if (step.function === 'map_object_value_list') return values.flatMap((value) => JSON.parse(value) as unknown[]);
  if (step.function === 'map_identity') return [[bucket, key]];
  throw failure(phase, 'undef', null);
}

function reduced(step: Step, values: unknown[], phase: number): unknown[] {
  if (step.function === 'reduce_sort') return [...values].sort();
  if (step.function === 'reduce_set_union')
    return [...new Set(values.map((value) => JSON.stringify(value)))].sort().map((value) => JSON.parse(value));
  if (step.function === 'reduce_count_inputs') return [values.length];
  if (step.function === 'reduce_string_to_integer') return values.map(Number);
  if (step.function === 'reduce_sum') return [values.map(Number).reduce((sum, value) => sum + value, 0)];
  if (step.function !== 'reduce_identity') throw failure(phase, 'undef', null);
  const stranger = values.find((value) => !Array.isArray(value));
  if (stranger !== undefined) throw failure(phase, `{bad_return_value,{unhandled_entry,<<${JSON.stringify(stranger)}>>}}`, null);
  return values;
}

function failure(phase: number, error: string, input: string | null): ServerError {
  return new ServerError(JSON.stringify({ phase, error, input, type: null, stack: null }));
}

function isBucketName(inputs: Inputs): inputs is BucketName {
  return typeof inputs === 'string' || (Array.isArray(inputs) && inputs.length === 2 && inputs.every((part) => typeof part === 'string'));
}

function compare(term: string, other: string | number | undefined, index: string): number {
  if (index.endsWith('_int')) return Number(term) - Number(other);
  return term < String(other) ? -1 : term > String(other) ? 1 : 0;
}

function passes([name, argument]: [string, ...unknown[]], key: string): boolean {
  if (name === 'eq') return key === argument;
  if (name === 'starts_with') return key.startsWith(String(argument));
  if (name === 'ends_with') return key.endsWith(String(argument));
  if (name === 'matches') return new RegExp(String(argument)).test(key);
  throw new ServerError(`{bad_filter,<<"${name}">>}`);
}
