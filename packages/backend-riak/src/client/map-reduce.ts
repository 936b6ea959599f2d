import type { Line } from '../link/line.js';
import type { Terms } from '../link/terms.js';
import { RpbMapRedReq, RpbMapRedResp } from '../messages/riak-kv.js';
import type { Bytes } from '../wire/codec.js';

/** A bucket as MapReduce names it: `'bucket'` or `['type', 'bucket']`. */
export type MapReduceBucket = string | readonly [type: string, bucket: string];

/** What a job works on. */
export type MapReduceInputs =
  | MapReduceBucket
  | readonly (readonly [bucket: string, key: string, data?: unknown, type?: string])[]
  | { readonly bucket: MapReduceBucket; readonly key_filters: readonly (readonly unknown[])[] }
  | { readonly bucket: MapReduceBucket; readonly index: string; readonly key: string | number }
  | { readonly bucket: MapReduceBucket; readonly index: string; readonly start: string | number; readonly end: string | number }
  | { readonly module: string; readonly function: string; readonly arg?: unknown };

/** A function of the server, and whether its results are wanted; those of the last phase are by default. */
export interface MapReduceFunction {
  readonly language: 'erlang' | 'javascript';
  readonly module?: string;
  readonly function?: string;
  readonly name?: string;
  readonly source?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly arg?: unknown;
  readonly keep?: boolean;
}

export type MapReducePhase =
  | { readonly map: MapReduceFunction }
  | { readonly reduce: MapReduceFunction }
  | { readonly link: { readonly bucket?: string; readonly tag?: string; readonly keep?: boolean } };

/** A job, in the form that the server reads. */
export interface MapReduceJob {
  readonly inputs: MapReduceInputs;
  readonly query: readonly MapReducePhase[];
}

/** Some results of one phase; there may be more of it, and phases may take turns. */
export interface MapReduceResults {
  /** Number of the phase, from 0. */
  readonly phase: number;
  readonly results: readonly unknown[];
}

/** A job as it is sent, in an encoding that this client does not read: `application/x-erlang-binary`. */
export interface EncodedJob {
  readonly request: Bytes;
  readonly contentType: string;
}

/** Some results of one phase, in the encoding of the job. */
export interface EncodedResults {
  readonly phase: number;
  readonly response: Buffer;
}

/** Runs a job on the cluster, and gives results as they come. */
export async function* mapReduce(line: Line, job: MapReduceJob, options: Terms): AsyncGenerator<MapReduceResults, void, undefined> {
  const { timeoutMs } = options;
  const request = JSON.stringify({ ...job, ...(timeoutMs !== undefined && { timeout: timeoutMs }) });
  const encoded = { request, contentType: 'application/json' };
  for await (const { phase, response } of mapReduceEncoded(line, encoded, options)) {
    yield { phase, results: JSON.parse(response.toString()) };
  }
}

export async function* mapReduceEncoded(line: Line, job: EncodedJob, options: Terms): AsyncGenerator<EncodedResults, void, undefined> {
  const { request, contentType } = job;
  for await (const { phase, response } of line.stream(RpbMapRedReq, { request, contentType }, RpbMapRedResp, options)) {
    if (response !== undefined) yield { phase: phase ?? 0, response };
  }
}
