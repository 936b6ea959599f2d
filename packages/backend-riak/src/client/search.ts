import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import { RpbDelResp, RpbPutResp } from '../messages/riak-kv.js';
import { RpbSearchQueryReq, RpbSearchQueryResp } from '../messages/riak-search.js';
import {
  RpbYokozunaIndexDeleteReq,
  RpbYokozunaIndexGetReq,
  RpbYokozunaIndexGetResp,
  RpbYokozunaIndexPutReq,
  RpbYokozunaSchemaGetReq,
  RpbYokozunaSchemaGetResp,
  RpbYokozunaSchemaPutReq,
} from '../messages/riak-yokozuna.js';
import type { Bytes } from '../wire/codec.js';
import { named } from './location.js';
import { whole } from './quorum.js';

export interface SearchQuery {
  readonly index: string;
  /** In the language of Solr: `name_s:Ada*`. */
  readonly query: string;
  readonly rows?: number | undefined;
  readonly start?: number | undefined;
  /** `age_i desc`. */
  readonly sort?: string | undefined;
  readonly filter?: string | undefined;
  readonly defaultField?: string | undefined;
  readonly defaultOperator?: 'and' | 'or' | undefined;
  /** Fields to give; left out: all. */
  readonly fields?: readonly string[] | undefined;
  /** Of Riak 1.x. */
  readonly presort?: 'key' | 'score' | undefined;
}

export interface SearchResults {
  /** Every field as text, as the server has it; several values of one field are a list of several. */
  readonly documents: readonly Readonly<Record<string, readonly string[]>>[];
  readonly maxScore: number | undefined;
  /** All there are, of which `documents` are some. */
  readonly found: number;
}

export interface SearchIndex {
  readonly name: string;
  /** Default `_yz_default`. */
  readonly schema?: string | undefined;
  /** Must be that of the buckets that use it. */
  readonly nVal?: number | undefined;
}

/** Full-text search: Riak 1.2 to 2.9, where it is built in. Elsewhere everything here is `UNSUPPORTED`. */
export class Search {
  readonly #link: Line;
  readonly #slow: Line;

  /** @param slow where an index is made, which may take the server most of a minute */
  constructor(link: Line, slow: Line = link) {
    this.#link = link;
    this.#slow = slow;
  }

  /** A freshly stored object may be missing for a second or so. */
  async query(query: SearchQuery, terms: Terms = {}): Promise<SearchResults> {
    const { index, query: q, rows, start, sort, filter, defaultField: df, defaultOperator: op, fields: fl = [], presort } = query;
    const request = {
      q: named('query', q),
      index: named('index', index),
      rows: whole('rows', rows),
      start: whole('start', start),
      sort,
      filter,
      df,
      op,
      fl,
      presort,
    };
    const { docs, maxScore, numFound } = await this.#link.call(RpbSearchQueryReq, request, RpbSearchQueryResp, terms);
    const documents = docs.map(({ fields }) => {
      const named = Map.groupBy(fields, ({ key }) => String(key));
      return Object.fromEntries([...named].map(([name, pairs]) => [name, pairs.map(({ value }) => value?.toString() ?? '')]));
    });
    return { documents, maxScore, found: numFound ?? 0 };
  }

  /** All indexes, or the one of that name. */
  async indexes(name?: string, terms: Terms = {}): Promise<SearchIndex[]> {
    const { index } = await this.#link.call(RpbYokozunaIndexGetReq, { name }, RpbYokozunaIndexGetResp, terms);
    return index.map(({ name, schema, nVal }) => ({ name: name?.toString() ?? '', schema: schema?.toString(), nVal }));
  }

  /** Makes an index; one that is there stays as it is. Nodes may need some seconds more until they serve it. */
  async putIndex({ name, schema, nVal }: SearchIndex, terms: Terms = {}): Promise<void> {
    const request = {
      index: { name: named('name', name), schema, nVal: whole('nVal', nVal) },
      timeout: whole('timeoutMs', terms.timeoutMs),
    };
    await this.#slow.call(RpbYokozunaIndexPutReq, request, RpbPutResp, terms);
  }

  async deleteIndex(name: string, terms: Terms = {}): Promise<void> {
    await this.#link.call(RpbYokozunaIndexDeleteReq, { name: named('name', name) }, RpbDelResp, terms);
  }

  /** A schema: XML of Solr. */
  async schema(name: string, terms: Terms = {}): Promise<Buffer | undefined> {
    const { schema } = await this.#link.call(RpbYokozunaSchemaGetReq, { name: named('name', name) }, RpbYokozunaSchemaGetResp, terms);
    return schema?.content;
  }

  async putSchema(name: string, content: Bytes, terms: Terms = {}): Promise<void> {
    await this.#link.call(RpbYokozunaSchemaPutReq, { schema: { name: named('name', name), content } }, RpbPutResp, terms);
  }
}
