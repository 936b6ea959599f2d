import type { DtOp } from '../../messages/riak-dt.js';
import type { DataValue } from './data-value.js';

/** A set that only grows. */
export class GrowingSetValue implements DataValue {
  readonly kind = 'gset';
  readonly #members = new Set<string>();

  update({ gsetOp }: DtOp): void {
    for (const member of gsetOp?.adds ?? []) this.#members.add(member.toString('latin1'));
  }

  get value() {
    return { gsetValue: [...this.#members].map((member) => Buffer.from(member, 'latin1')).sort(Buffer.compare) };
  }
}

/** Counts different members; exactly, where a real server estimates. */
export class CardinalityValue implements DataValue {
  readonly kind = 'hll';
  readonly #members = new Set<string>();

  update({ hllOp }: DtOp): void {
    for (const member of hllOp?.adds ?? []) this.#members.add(member.toString('latin1'));
  }

  get value() {
    return { hllValue: this.#members.size };
  }
}
