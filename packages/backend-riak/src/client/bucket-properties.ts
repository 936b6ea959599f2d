import type { Link } from '../link/link.js';
import type { Terms } from '../link/terms.js';
import {
  type RpbBucketProps,
  RpbBucketPropsRpbReplMode,
  RpbGetBucketReq,
  RpbGetBucketResp,
  RpbGetBucketTypeReq,
  RpbResetBucketReq,
  RpbResetBucketResp,
  RpbSetBucketReq,
  RpbSetBucketResp,
  RpbSetBucketTypeReq,
} from '../messages/riak.js';
import type { Bytes, Written } from '../wire/codec.js';
import { type Bucket, bucketFields, named } from './location.js';
import { type Quorum, quorum, quorumName, whole } from './quorum.js';

/** A function of the server: Erlang's module and function, or the name of one in JavaScript (Riak 2.x and before). */
export type Hook = { readonly module: string; readonly function: string } | { readonly name: string };

/** How a bucket keeps its objects. */
export interface BucketProperties {
  /** Replicas of each object. Unsafe to change once there is data. */
  readonly nVal?: number | undefined;
  /** Keep siblings. */
  readonly allowMult?: boolean | undefined;
  readonly lastWriteWins?: boolean | undefined;
  /** Hooks run before a put. An empty list clears them. */
  readonly precommit?: readonly Hook[] | undefined;
  readonly postcommit?: readonly Hook[] | undefined;
  readonly chashKeyfun?: Hook | undefined;
  readonly linkfun?: Hook | undefined;
  /** Pruning of vclocks: ages in s, and numbers of entries. */
  readonly oldVclock?: number | undefined;
  readonly youngVclock?: number | undefined;
  readonly bigVclock?: number | undefined;
  readonly smallVclock?: number | undefined;
  readonly r?: Quorum | undefined;
  readonly pr?: Quorum | undefined;
  readonly w?: Quorum | undefined;
  readonly pw?: Quorum | undefined;
  readonly dw?: Quorum | undefined;
  readonly rw?: Quorum | undefined;
  readonly basicQuorum?: boolean | undefined;
  readonly notfoundOk?: boolean | undefined;
  /** Storage backend, where the server has several. */
  readonly backend?: string | undefined;
  /** Index of Riak 1.x search. */
  readonly search?: boolean | undefined;
  readonly repl?: 'off' | 'realtime' | 'fullsync' | 'both' | undefined;
  /** Search index; `_dont_index_` takes the bucket out of any. */
  readonly searchIndex?: string | undefined;
  /** `counter`, `set`, `map`, `gset` or `hll`; fixed when the type is made. */
  readonly datatype?: string | undefined;
  readonly consistent?: boolean | undefined;
  readonly writeOnce?: boolean | undefined;
  readonly hllPrecision?: number | undefined;
}

const REPL = {
  off: RpbBucketPropsRpbReplMode.FALSE,
  realtime: RpbBucketPropsRpbReplMode.REALTIME,
  fullsync: RpbBucketPropsRpbReplMode.FULLSYNC,
  both: RpbBucketPropsRpbReplMode.TRUE,
};
const QUORUMS = ['r', 'pr', 'w', 'pw', 'dw', 'rw'] as const;
const NUMBERS = ['nVal', 'oldVclock', 'youngVclock', 'bigVclock', 'smallVclock', 'hllPrecision'] as const;

/** Reads and changes the properties of buckets and bucket types. */
export class Properties {
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  async get(bucket: Bucket, terms: Terms = {}): Promise<BucketProperties> {
    return read(await this.#link.call(RpbGetBucketReq, bucketFields(bucket), RpbGetBucketResp, terms));
  }

  /** Changes what is given, and leaves the rest. Other nodes may have it a moment later. */
  async set(bucket: Bucket, properties: BucketProperties, terms: Terms = {}): Promise<void> {
    await this.#link.call(RpbSetBucketReq, { ...bucketFields(bucket), props: write(properties) }, RpbSetBucketResp, terms);
  }

  /** Back to those of the type. */
  async reset(bucket: Bucket, terms: Terms = {}): Promise<void> {
    await this.#link.call(RpbResetBucketReq, bucketFields(bucket), RpbResetBucketResp, terms);
  }

  async ofType(type: Bytes, terms: Terms = {}): Promise<BucketProperties> {
    return read(await this.#link.call(RpbGetBucketTypeReq, { type: named('type', type) }, RpbGetBucketResp, terms));
  }

  async setType(type: Bytes, properties: BucketProperties, terms: Terms = {}): Promise<void> {
    await this.#link.call(RpbSetBucketTypeReq, { type: named('type', type), props: write(properties) }, RpbSetBucketResp, terms);
  }
}

function write(properties: BucketProperties): Written<RpbBucketProps> {
  const { precommit, postcommit, chashKeyfun, linkfun, repl, ...plain } = properties;
  return {
    ...plain,
    ...Object.fromEntries(QUORUMS.map((name) => [name, quorum(name, properties[name])])),
    ...Object.fromEntries(NUMBERS.map((name) => [name, whole(name, properties[name])])),
    // Without the mark the list means nothing.
    ...(precommit && { precommit: precommit.map(writeHook), hasPrecommit: true }),
    ...(postcommit && { postcommit: postcommit.map(writeHook), hasPostcommit: true }),
    ...(chashKeyfun && 'module' in chashKeyfun && { chashKeyfun }),
    ...(linkfun && 'module' in linkfun && { linkfun }),
    repl: repl && REPL[repl],
  } as Written<RpbBucketProps>;
}

function read({ props }: RpbGetBucketResp): BucketProperties {
  if (props === undefined) return {};
  const { precommit, hasPrecommit, postcommit, hasPostcommit, chashKeyfun, linkfun, backend, repl, searchIndex, datatype, ...plain } =
    props;
  const text = (bytes: Buffer | undefined) => bytes?.toString();
  const all: BucketProperties = {
    ...plain,
    ...Object.fromEntries(QUORUMS.map((name) => [name, quorumName(props[name])])),
    precommit: hasPrecommit ? precommit.map(readHook) : undefined,
    postcommit: hasPostcommit ? postcommit.map(readHook) : undefined,
    chashKeyfun: chashKeyfun && readHook({ modfun: chashKeyfun, name: undefined }),
    linkfun: linkfun && readHook({ modfun: linkfun, name: undefined }),
    backend: text(backend),
    repl: (Object.keys(REPL) as (keyof typeof REPL)[]).find((mode) => REPL[mode] === repl),
    searchIndex: text(searchIndex),
    datatype: text(datatype),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function writeHook(hook: Hook) {
  return 'module' in hook ? { modfun: hook } : { name: hook.name };
}

function readHook({ modfun, name }: RpbBucketProps['precommit'][number]): Hook {
  if (modfun === undefined) return { name: name?.toString() ?? '' };
  return { module: modfun.module?.toString() ?? '', function: modfun.function?.toString() ?? '' };
}
