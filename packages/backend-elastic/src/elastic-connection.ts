import { type BulkOperation, type BulkOptions, type BulkResult, runBulk } from './bulk.js';
import type { ClusterHealth, SearchAnswer, StoredDocument, WriteAnswer } from './elastic-answers.js';
import { ElasticError } from './elastic-error.js';
import type { ElasticAnswer } from './elastic-exchange.js';
import { indexName, pathOf, rawPath } from './elastic-path.js';
import type { ElasticRequest, RequestOptions, Wire } from './wire.js';

/** One connection to one node: one request at a time, over one socket. */
export class ElasticConnection {
  /** What the node is. */
  readonly product: 'elasticsearch' | 'opensearch';
  /** As the node says it: `7.17.28`. */
  readonly version: string;
  readonly #wire: Wire;

  constructor(wire: Wire, product: 'elasticsearch' | 'opensearch', version: string) {
    this.#wire = wire;
    this.product = product;
    this.version = version;
  }

  /** One request, whatever it is, and its answer as it came, whatever its status. @throws TypeError for a path that cannot be sent */
  raw(request: ElasticRequest): Promise<ElasticAnswer> {
    return this.#wire.send(rawPath(request.path), request);
  }

  /** One request and its answer, decoded. Rejects with an `ElasticError` for a status from 400 on. */
  request<Answer = unknown>(request: ElasticRequest): Promise<Answer> {
    return this.#wire.ask<Answer>(rawPath(request.path), request);
  }

  /** The state of the cluster. */
  health(options?: RequestOptions): Promise<ClusterHealth> {
    return this.#wire.ask('/_cluster/health', { ...options });
  }

  /** @param index one name, several with commas between, or a pattern */
  search<Source = unknown>(index: string, body: object = {}, options?: RequestOptions): Promise<SearchAnswer<Source>> {
    return this.#wire.ask(pathOf(indexName(index), '_search'), { ...options, method: 'POST', body });
  }

  /** Stores a document: in place of the one with its `id`, or under a new id. `query: { op_type: 'create' }` replaces none. */
  index(index: string, document: object, { id, ...options }: RequestOptions & { readonly id?: string } = {}): Promise<WriteAnswer> {
    const path = id === undefined ? pathOf(indexName(index), '_doc') : pathOf(indexName(index), '_doc', id);
    return this.#wire.ask(path, { ...options, method: id === undefined ? 'POST' : 'PUT', body: document });
  }

  /** A document with its version, or nothing. A missing index is an error. */
  async get<Source = unknown>(index: string, id: string, options?: RequestOptions): Promise<StoredDocument<Source> | undefined> {
    try {
      return await this.#wire.ask(pathOf(indexName(index), '_doc', id), { ...options });
    } catch (error) {
      if (error instanceof ElasticError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  /** `result` of the answer says whether there was one. */
  async delete(index: string, id: string, options?: RequestOptions): Promise<WriteAnswer> {
    try {
      return await this.#wire.ask(pathOf(indexName(index), '_doc', id), { ...options, method: 'DELETE' });
    } catch (error) {
      if (error instanceof ElasticError && error.code === 'not_found') return error.body as WriteAnswer;
      throw error;
    }
  }

  /** @param change `{ doc }` with the fields that change, or `{ script }` */
  update(index: string, id: string, change: object, options?: RequestOptions): Promise<WriteAnswer> {
    return this.#wire.ask(pathOf(indexName(index), '_update', id), { ...options, method: 'POST', body: change });
  }

  /**
   * Many changes, in slices bounded by bytes and count, one after the other. What the server is too busy for is sent
   * again after a growing pause; what fails is listed, and fails nothing else.
   */
  bulk(operations: Iterable<BulkOperation> | AsyncIterable<BulkOperation>, options: BulkOptions = {}): Promise<BulkResult> {
    const { query, signal, timeoutMs } = options;
    const headers = { 'content-type': 'application/x-ndjson' };
    return runBulk(operations, options, (body) => this.#wire.ask('/_bulk', { query, signal, timeoutMs, method: 'POST', headers, body }));
  }
}
