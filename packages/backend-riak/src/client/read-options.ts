import type { Terms } from '../link/terms.js';
import { type Quorum, quorum, whole } from './quorum.js';

/** How many replicas a read asks, and when it is content. */
export interface ReadOptions extends Terms {
  /** Replicas that must answer. */
  readonly r?: Quorum | undefined;
  /** Of those, how many must be primary ones. */
  readonly pr?: Quorum | undefined;
  /** Stop early: a quorum of replicas without the object settles it. */
  readonly basicQuorum?: boolean | undefined;
  /** A replica without the object counts as an answer. */
  readonly notfoundOk?: boolean | undefined;
  /** `false`: only primary replicas, no stand-ins. */
  readonly sloppyQuorum?: boolean | undefined;
  /** Use so many replicas, at most the bucket's `nVal`. */
  readonly nVal?: number | undefined;
  /** Different nodes that must answer; a plain number. Riak 2.9.2 and later. */
  readonly nodeConfirms?: number | undefined;
}

export function readFields({ r, pr, basicQuorum, notfoundOk, sloppyQuorum, nVal, nodeConfirms }: ReadOptions) {
  return {
    r: quorum('r', r),
    pr: quorum('pr', pr),
    basicQuorum,
    notfoundOk,
    sloppyQuorum,
    nVal: whole('nVal', nVal),
    nodeConfirms: whole('nodeConfirms', nodeConfirms),
  };
}
