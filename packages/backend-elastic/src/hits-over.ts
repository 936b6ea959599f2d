import type { CallOptions, Job } from '@outpool/contract';
import type { Hit, SearchAnswer } from './elastic-answers.js';
import type { ElasticConnection } from './elastic-connection.js';
import { indexName, pathOf } from './elastic-path.js';

/** What of a pool is needed. */
export interface ElasticPool {
  call<Result>(job: Job<ElasticConnection, Result>, options?: CallOptions): Promise<Result>;
}

export interface HitsOptions extends CallOptions {
  /** Hits fetched at once. Default 1000. */
  readonly size?: number;
  /** How long the server keeps its context between two pages. Default `1m`. */
  readonly keepAlive?: string;
}

/**
 * Every hit of a search, by a scroll. Each page is a call of its own, so that no worker waits while hits are worked on.
 * The scroll is closed however the loop ends: at the last hit, by `break`, by an error.
 */
export async function* scrollOver<Source = unknown>(
  pool: ElasticPool,
  index: string,
  body: object = {},
  { size = 1_000, keepAlive = '1m', ...call }: HitsOptions = {},
): AsyncGenerator<Hit<Source>, void, undefined> {
  type Page = SearchAnswer<Source> & { readonly _scroll_id: string };
  const path = pathOf(indexName(index), '_search');
  let id: string | undefined;
  try {
    for (;;) {
      const scroll_id = id;
      // A page that was lost on its way cannot be asked for again: the scroll has moved on.
      const page = await pool.call(
        (elastic, { signal }) =>
          scroll_id === undefined
            ? elastic.request<Page>({ path, query: { scroll: keepAlive }, body: { sort: ['_doc'], ...body, size }, signal })
            : elastic.request<Page>({ path: '/_search/scroll', body: { scroll: keepAlive, scroll_id }, signal }),
        call,
      );
      id = page._scroll_id;
      if (page.hits.hits.length === 0) return;
      yield* page.hits.hits;
    }
  } finally {
    const scroll_id = id;
    if (scroll_id !== undefined)
      await closing(pool, call, (elastic, { signal }) =>
        elastic.request({ method: 'DELETE', path: '/_search/scroll', body: { scroll_id: [scroll_id] }, signal }),
      );
  }
}

/**
 * Every hit of a search as of one moment, by a point in time and `search_after`: unlike with a scroll, a page that was
 * lost is asked for again. A `sort` of your own must end with a field whose values differ. Closed as `scrollOver` closes.
 */
export async function* pointInTimeOver<Source = unknown>(
  pool: ElasticPool,
  index: string,
  body: object = {},
  { size = 1_000, keepAlive = '1m', ...call }: HitsOptions = {},
): AsyncGenerator<Hit<Source>, void, undefined> {
  type Page = SearchAnswer<Source> & { readonly pit_id?: string };
  const name = indexName(index);
  let id: string | undefined;
  try {
    let { id: current, sort } = await pool.call((elastic, { signal }) => openPointInTime(elastic, name, keepAlive, signal), call);
    id = current;
    let search_after: readonly unknown[] | undefined;
    for (;;) {
      const search = { sort, ...body, size, pit: { id: current, keep_alive: keepAlive }, search_after };
      const page = await pool.call((elastic, { signal }) => elastic.request<Page>({ path: '/_search', body: search, signal }), {
        ...call,
        idempotent: true,
      });
      current = page.pit_id ?? current;
      id = current;
      const last = page.hits.hits.at(-1);
      if (last === undefined) return;
      search_after = last.sort;
      yield* page.hits.hits;
    }
  } finally {
    const closed = id;
    if (closed !== undefined) await closing(pool, call, (elastic, { signal }) => closePointInTime(elastic, closed, signal));
  }
}

async function openPointInTime(elastic: ElasticConnection, name: string, keepAlive: string, signal: AbortSignal) {
  const query = { keep_alive: keepAlive };
  if (elastic.product === 'opensearch') {
    const { pit_id } = await elastic.request<{ pit_id: string }>({
      method: 'POST',
      path: pathOf(name, '_search', 'point_in_time'),
      query,
      signal,
    });
    return { id: pit_id, sort: [{ _id: 'asc' }] };
  }
  const { id } = await elastic.request<{ id: string }>({ method: 'POST', path: pathOf(name, '_pit'), query, signal });
  return { id, sort: [{ _shard_doc: 'asc' }] };
}

function closePointInTime(elastic: ElasticConnection, id: string, signal: AbortSignal): Promise<unknown> {
  const opensearch = elastic.product === 'opensearch';
  const path = opensearch ? '/_search/point_in_time' : '/_pit';
  return elastic.request({ method: 'DELETE', path, body: opensearch ? { pit_id: [id] } : { id }, signal });
}

/** Closes a context, though the caller has cancelled. If even that fails, the server does it when `keepAlive` is over. */
async function closing(pool: ElasticPool, { signal: _, ...call }: CallOptions, job: Job<ElasticConnection, unknown>): Promise<void> {
  await pool.call(job, { ...call, idempotent: true }).catch(() => undefined);
}
