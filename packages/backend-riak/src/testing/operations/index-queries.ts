import {
  RpbCSBucketReq,
  RpbCSBucketResp,
  type RpbIndexObject,
  RpbIndexReq,
  RpbIndexReqIndexQueryType,
  RpbIndexResp,
} from '../../messages/riak-kv.js';
import type { Written } from '../../wire/codec.js';
import { type AnyOperation, place, streams } from '../operation.js';
import { ServerError } from '../server-error.js';
import { isDead, type Store } from '../store.js';
import { readContinuation, writeContinuation } from './continuation.js';
import { inParts } from './in-parts.js';
import { contents } from './objects.js';

interface Match {
  readonly term: Buffer;
  readonly key: Buffer;
}

const none = Buffer.alloc(0);

/** Secondary indexes, and the fold over a bucket that Riak CS uses. */
export const indexQueries: readonly AnyOperation[] = [
  streams(
    RpbIndexReq,
    RpbIndexResp,
    (request, { store }) => {
      if (!request.stream) return undefined;
      const { matches, continuation } = find(request, store);
      const parts: Written<RpbIndexResp>[] = inParts(matches).map((part) => shown(request, part));
      return continuation === undefined ? parts : [...parts, { continuation, done: true }];
    },
    { name: 'riak_kv.index', on: place },
    (request, { store }) => {
      const { matches, continuation } = find(request, store);
      return { ...shown(request, matches), continuation };
    },
  ),
  streams(RpbCSBucketReq, RpbCSBucketResp, fold),
];

function shown({ returnTerms, qtype, index }: RpbIndexReq, matches: readonly Match[]): Written<RpbIndexResp> {
  const asPairs = returnTerms && qtype === RpbIndexReqIndexQueryType.range && !String(index).startsWith('$');
  return asPairs ? { results: matches.map(({ term, key }) => ({ key: term, value: key })) } : { keys: matches.map(({ key }) => key) };
}

function find(request: RpbIndexReq, store: Store): { matches: Match[]; continuation: Buffer | undefined } {
  const { type, bucket = none, maxResults, continuation, paginationSort } = request;
  store.types.of(type, bucket);
  const index = String(request.index);
  checkTerms(request, index);
  const compare = comparison(index);
  const wanted = filter(request, index);
  let matches = store
    .entries(type, bucket)
    .filter((entry) => !isDead(entry))
    .flatMap((entry) => termsOf(entry, index).map((term) => ({ term, key: entry.key })))
    .filter(wanted);
  const order = (a: Match, b: Match): number => compare(a.term, b.term) || Buffer.compare(a.key, b.key);
  if (paginationSort || maxResults !== undefined || continuation !== undefined) matches.sort(order);
  if (continuation !== undefined) {
    const last = readContinuation(continuation);
    if (last === undefined) throw ServerError.crash('badarg');
    matches = matches.filter((match) => order(match, last) > 0);
  }
  if (maxResults === undefined || matches.length < maxResults) return { matches, continuation: undefined };
  matches = matches.slice(0, maxResults);
  const last = matches.at(-1);
  return { matches, continuation: last && writeContinuation(last, index.endsWith('_int')) };
}

/** The server fails over a name that is no index, and over text where a number should be. */
function checkTerms({ key, rangeMin, rangeMax }: RpbIndexReq, index: string): void {
  if (!/^\$(key|bucket)$|_(bin|int)$/.test(index)) throw ServerError.crash('function_clause');
  if (index.endsWith('_int')) for (const term of [key, rangeMin, rangeMax]) if (term !== undefined) number(term);
}

function termsOf({ bucket, key, versions }: ReturnType<Store['entries']>[number], index: string): Buffer[] {
  if (index === '$key') return [key];
  if (index === '$bucket') return [bucket];
  const pairs = versions
    .flatMap(({ content }) => content.indexes ?? [])
    .filter((pair) => String(pair.key).toLowerCase() === index.toLowerCase());
  return [...new Set(pairs.map(({ value }) => String(value)))].map((term) => Buffer.from(term));
}

function filter(request: RpbIndexReq, index: string): (match: Match) => boolean {
  const { qtype, key, rangeMin, rangeMax, termRegex } = request;
  const compare = comparison(index);
  if (qtype === RpbIndexReqIndexQueryType.eq) {
    if (key === undefined) throw new ServerError('Invalid equality query undefined');
    if (index === '$bucket') return () => true;
    return ({ term }) => compare(term, key) === 0;
  }
  if (rangeMin === undefined || rangeMax === undefined) throw new ServerError(`Invalid range query: ${rangeMin} -> ${rangeMax}`);
  const pattern = termRegex && expression(termRegex, index);
  return ({ term }) =>
    compare(term, rangeMin) >= 0 && compare(term, rangeMax) <= 0 && (pattern === undefined || pattern.test(term.toString()));
}

function expression(termRegex: Buffer, index: string): RegExp {
  if (index.endsWith('_int')) throw new ServerError('Can not use term regular expression in integer query');
  try {
    return new RegExp(termRegex.toString());
  } catch {
    throw new ServerError(
      `Invalid term regular expression <<"${termRegex}">> : {"missing terminating ] for character class",\n${' '.repeat(43)}1}`,
    );
  }
}

function comparison(index: string): (a: Buffer, b: Buffer) => number {
  if (!index.endsWith('_int')) return Buffer.compare;
  return (a, b) => {
    const difference = number(a) - number(b);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };
}

function number(term: Buffer): bigint {
  if (!/^-?\d+$/.test(term.toString())) throw ServerError.crash('badarg');
  return BigInt(term.toString());
}

function fold(request: RpbCSBucketReq, { store }: { store: Store }): Written<RpbCSBucketResp>[] {
  const { type, bucket = none, startKey = none, endKey, startIncl = true, endIncl = false, maxResults, continuation } = request;
  const after = continuation && readContinuation(continuation)?.key;
  const isBehind = (key: Buffer): boolean =>
    Buffer.compare(key, startKey) >= (startIncl ? 0 : 1) && (after === undefined || Buffer.compare(key, after) > 0);
  const isBefore = (key: Buffer): boolean => endKey === undefined || Buffer.compare(key, endKey) <= (endIncl ? 0 : -1);
  const found = store
    .entries(type, bucket)
    .filter((entry) => !isDead(entry) && isBehind(entry.key) && isBefore(entry.key))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .slice(0, maxResults);
  const parts: Written<RpbCSBucketResp>[] = found.map((entry) => {
    const object: Written<RpbIndexObject> = { key: entry.key, object: { content: contents(entry, false), vclock: store.vclockOf(entry) } };
    return { objects: [object] };
  });
  const last = found.at(-1);
  if (last === undefined || found.length !== maxResults) return parts;
  return [...parts, { continuation: writeContinuation({ term: bucket, key: last.key }, false), done: true }];
}
