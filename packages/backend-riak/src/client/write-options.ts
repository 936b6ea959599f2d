import type { Terms } from '../link/terms.js';
import { type Quorum, quorum, whole } from './quorum.js';

/** How many replicas a write reaches before it counts as done. */
export interface WriteOptions extends Terms {
  /** Replicas that must take it. */
  readonly w?: Quorum | undefined;
  /** Replicas that must have it on disk; at least 1. */
  readonly dw?: Quorum | undefined;
  /** Primary replicas that must take it. */
  readonly pw?: Quorum | undefined;
  /** `false`: only primary replicas, no stand-ins. */
  readonly sloppyQuorum?: boolean | undefined;
  /** Use so many replicas, at most the bucket's `nVal`. */
  readonly nVal?: number | undefined;
  /** Different nodes that must take it. Riak 2.2.5 and later. */
  readonly nodeConfirms?: Quorum | undefined;
}

export function writeFields({ w, dw, pw, sloppyQuorum, nVal, nodeConfirms }: WriteOptions) {
  return {
    w: quorum('w', w),
    dw: quorum('dw', dw),
    pw: quorum('pw', pw),
    sloppyQuorum,
    nVal: whole('nVal', nVal),
    nodeConfirms: quorum('nodeConfirms', nodeConfirms),
  };
}
