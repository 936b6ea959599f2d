import type { RpbBucketProps } from '../messages/riak.js';
import { RpbBucketPropsRpbReplMode } from '../messages/riak.js';
import type { Written } from '../wire/codec.js';
import { binary, ServerError } from './server-error.js';

/** Properties as they are kept. */
export type Props = Written<RpbBucketProps>;
export type DataKind = 'counter' | 'set' | 'map' | 'gset' | 'hll';

/** A bucket type as a test declares it. */
export interface BucketTypeOptions {
  readonly datatype?: DataKind;
  /** Default true, as in new types. */
  readonly allowMult?: boolean;
  readonly lastWriteWins?: boolean;
  readonly writeOnce?: boolean;
}

const QUORUM = 0xffff_fffd;
const DEFAULTS: Props = {
  nVal: 3,
  allowMult: false,
  lastWriteWins: false,
  hasPrecommit: true,
  hasPostcommit: true,
  chashKeyfun: { module: 'riak_core_util', function: 'chash_std_keyfun' },
  linkfun: { module: 'riak_kv_wm_link_walker', function: 'mapreduce_linkfun' },
  oldVclock: 86_400,
  youngVclock: 20,
  bigVclock: 50,
  smallVclock: 50,
  pr: 0,
  r: QUORUM,
  w: QUORUM,
  pw: 0,
  dw: QUORUM,
  rw: QUORUM,
  basicQuorum: false,
  notfoundOk: true,
  repl: RpbBucketPropsRpbReplMode.TRUE,
  writeOnce: false,
};

/** The types that most tests want. */
export const USUAL_TYPES: Readonly<Record<string, BucketTypeOptions>> = {
  counters: { datatype: 'counter' },
  sets: { datatype: 'set' },
  maps: { datatype: 'map' },
  gsets: { datatype: 'gset' },
  hlls: { datatype: 'hll' },
  multi: {},
  wonce: { writeOnce: true },
};

/** Properties of bucket types, and of the buckets that have their own. */
export class BucketTypes {
  readonly #types = new Map<string, Props>([['default', DEFAULTS]]);
  readonly #buckets = new Map<string, Props>();

  constructor(types: Readonly<Record<string, BucketTypeOptions>>) {
    for (const [name, { datatype, allowMult = true, ...more }] of Object.entries(types)) {
      this.#types.set(name, { ...DEFAULTS, ...more, allowMult, ...(datatype && { datatype }) });
    }
  }

  has(type: Buffer | undefined): boolean {
    return this.#types.has(nameOf(type));
  }

  /** Properties that hold in a bucket. @param problem what is said when there is no such type */
  of(type: Buffer | undefined, bucket: Buffer, problem = `No bucket-type named '${type}'`): Props {
    const props = this.#types.get(nameOf(type));
    if (props === undefined) throw new ServerError(problem);
    return this.#buckets.get(this.#key(type, bucket)) ?? props;
  }

  ofType(type: Buffer): Props {
    const props = this.#types.get(nameOf(type));
    if (props === undefined) throw new ServerError(`Invalid bucket type: ${binary(type)}`);
    return props;
  }

  set(type: Buffer | undefined, bucket: Buffer, props: RpbBucketProps): void {
    this.#buckets.set(this.#key(type, bucket), merge(this.of(type, bucket), props));
  }

  setType(type: Buffer, props: RpbBucketProps): void {
    if (nameOf(type) === 'default') throw new ServerError('Invalid bucket properties: no_default_update');
    this.#types.set(nameOf(type), merge(this.ofType(type), props));
  }

  reset(type: Buffer | undefined, bucket: Buffer): void {
    this.#buckets.delete(this.#key(type, bucket));
  }

  #key(type: Buffer | undefined, bucket: Buffer): string {
    return `${nameOf(type)}/${bucket.toString('latin1')}`;
  }
}

/** Only what is given changes; hooks only where they are marked as meant. */
function merge(props: Props, { hasPrecommit, hasPostcommit, precommit, postcommit, ...changes }: RpbBucketProps): Props {
  const { datatype } = changes;
  if (datatype !== undefined && String(datatype) !== String(props.datatype))
    throw new ServerError(`Invalid bucket properties: [{datatype,"${datatype} not supported for bucket datatype property"}]`);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return { ...props, ...given, ...(hasPrecommit && { precommit }), ...(hasPostcommit && { postcommit }) };
}

function nameOf(type: Buffer | undefined): string {
  return type?.toString() ?? 'default';
}
