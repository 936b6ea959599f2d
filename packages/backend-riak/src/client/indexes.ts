import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import { RiakError } from '../link/riak-error.js';
import { RpbIndexBodyResp, RpbIndexReq, RpbIndexReqIndexQueryType, RpbIndexResp } from '../messages/riak-kv.js';
import type { Codec, Written } from '../wire/codec.js';
import { type FoldedObject, foldedObjects } from './bulk.js';
import { type Term, termFor } from './content.js';
import { type Bucket, bucketFields } from './location.js';
import { whole } from './quorum.js';

/** Which objects: by one term, or by a range of them, both ends included. */
export interface IndexQuery extends Bucket {
  /** `email_bin`, `age_int`; `$key` is the objects' keys, `$bucket` all of the bucket. */
  readonly index: string;
  readonly equals?: Term | undefined;
  readonly from?: Term | undefined;
  readonly to?: Term | undefined;
  /** Of a range, only the terms in which this is found. Not for `_int`. */
  readonly matching?: string | undefined;
  /** Give the terms of a range, too. Not for `$key` and `$bucket`. */
  readonly withTerms?: boolean | undefined;
  /** In the order of the terms, then of the keys. Pages always are. */
  readonly sorted?: boolean | undefined;
  /** `context` of a piece of a coverage plan: only what lies there. Riak TS. */
  readonly coverContext?: Uint8Array | undefined;
}

/** An object that was found: once for each of its terms that match. */
export interface IndexMatch {
  readonly key: Buffer;
  /** With `withTerms`. */
  readonly term: Buffer | undefined;
}

export interface IndexPage {
  readonly matches: readonly IndexMatch[];
  /** Hand it to the next `page`. Absent: this was the last. One that is there may lead to an empty page. */
  readonly continuation: Buffer | undefined;
}

/** Finds objects by their secondary indexes. */
export class Indexes {
  readonly #link: Line;
  readonly #slow: Line;

  /** @param slow where what streams is asked for */
  constructor(link: Line, slow: Line = link) {
    this.#link = link;
    this.#slow = slow;
  }

  /**
   * All matches, as they come.
   * @throws TypeError for a query that the server would not take
   */
  async *query(query: IndexQuery, terms: Terms = {}): AsyncGenerator<IndexMatch, void, undefined> {
    const request = { ...fields(query, terms), stream: true };
    for await (const part of this.#slow.stream(RpbIndexReq, request, RpbIndexResp, terms)) yield* matches(part);
  }

  /**
   * The objects of a bucket, or of a range of its keys, instead of their keys alone: `index` is `$bucket` or `$key`. Riak TS.
   * @throws RiakError `UNSUPPORTED` on Riak KV, which gives the keys alone: see `objects` of the client for the same
   */
  async *objects(
    query: IndexQuery & { readonly index: '$bucket' | '$key' },
    terms: Terms = {},
  ): AsyncGenerator<FoldedObject, void, undefined> {
    const request = { ...fields(query, terms), stream: true, returnBody: true };
    const other = RpbIndexResp as Codec<unknown> as Codec<RpbIndexBodyResp>;
    for await (const part of this.#slow.stream(RpbIndexReq, request, RpbIndexBodyResp, terms, other)) {
      if ('keys' in part) throw new RiakError('UNSUPPORTED', 'Riak gives the keys of an index alone, without their objects');
      yield* foldedObjects(part);
    }
  }

  /** All matches in order, page by page: other requests come through between two pages. */
  async *pages(query: IndexQuery, pageSize: number, terms: Terms = {}): AsyncGenerator<readonly IndexMatch[], void, undefined> {
    let continuation: Buffer | undefined;
    do {
      const page = await this.page(query, { ...terms, pageSize, continuation });
      if (page.matches.length > 0) yield page.matches;
      continuation = page.continuation;
    } while (continuation !== undefined);
  }

  /** One page of matches, in order. */
  async page(
    query: IndexQuery,
    options: Terms & { readonly pageSize: number; readonly continuation?: Uint8Array | undefined },
  ): Promise<IndexPage> {
    const { pageSize, continuation } = options;
    const request = { ...fields(query, options), maxResults: whole('pageSize', pageSize), continuation };
    const reply = await this.#link.call(RpbIndexReq, request, RpbIndexResp, options);
    return { matches: matches(reply), continuation: reply.continuation };
  }
}

function fields(query: IndexQuery, { timeoutMs }: Terms): Written<RpbIndexReq> {
  const { index, equals, from, to, matching, withTerms, sorted, coverContext } = query;
  const special = index === '$key' || index === '$bucket';
  const common = {
    ...bucketFields(query),
    index,
    termRegex: matching,
    returnTerms: withTerms,
    paginationSort: sorted,
    coverContext,
    timeout: whole('timeoutMs', timeoutMs),
  };
  if (matching !== undefined && index.endsWith('_int')) throw new TypeError('matching: terms of an _int index are numbers, not text');
  // A range over the bucket has no ends; the server wants a term all the same.
  if (index === '$bucket') return { ...common, returnTerms: undefined, qtype: RpbIndexReqIndexQueryType.eq, key: query.bucket };
  if (equals !== undefined) {
    if (from !== undefined || to !== undefined) throw new TypeError('equals: stands instead of from and to');
    return { ...common, returnTerms: undefined, qtype: RpbIndexReqIndexQueryType.eq, key: termFor(index, equals) };
  }
  if (from === undefined || to === undefined) throw new TypeError(`index ${index}: expected equals, or from and to`);
  if (special && withTerms) throw new TypeError(`withTerms: ${index} has none but the key`);
  return { ...common, qtype: RpbIndexReqIndexQueryType.range, rangeMin: termFor(index, from), rangeMax: termFor(index, to) };
}

/** A pair is term and key, in this order. */
function matches({ keys, results }: RpbIndexResp): IndexMatch[] {
  const plain = keys.map((key) => ({ key, term: undefined }));
  return [...plain, ...results.map(({ key, value }) => ({ key: value ?? Buffer.alloc(0), term: key }))];
}
