export interface Hit<Source = unknown> {
  readonly _index: string;
  readonly _id: string;
  readonly _score: number | null;
  readonly _source: Source;
  readonly sort?: readonly unknown[];
}

export interface SearchAnswer<Source = unknown> {
  readonly took: number;
  readonly timed_out: boolean;
  /** Look at `failed`: a search that has lost shards is answered like any other. */
  readonly _shards: { readonly total: number; readonly successful: number; readonly failed: number };
  readonly hits: { readonly total?: { readonly value: number; readonly relation: string }; readonly hits: readonly Hit<Source>[] };
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

export interface WriteAnswer {
  readonly _index: string;
  readonly _id: string;
  readonly _version: number;
  readonly _seq_no: number;
  readonly _primary_term: number;
  readonly result: 'created' | 'updated' | 'deleted' | 'not_found' | 'noop';
}

export interface StoredDocument<Source = unknown> extends Omit<WriteAnswer, 'result'> {
  readonly _source: Source;
}

export interface ClusterHealth extends Readonly<Record<string, unknown>> {
  readonly cluster_name: string;
  readonly status: 'green' | 'yellow' | 'red';
  readonly timed_out: boolean;
  readonly number_of_nodes: number;
}
