import type { CounterOp, DtOp } from '../../messages/riak-dt.js';
import type { DataValue } from './data-value.js';

/** A counter without bounds, as the server's. */
export class CounterValue implements DataValue {
  readonly kind = 'counter';
  total = 0n;

  update({ counterOp }: Pick<DtOp, 'counterOp'>): void {
    this.apply(counterOp);
  }

  apply(op: CounterOp | undefined): void {
    this.total += op?.increment ?? 1n;
  }

  get value() {
    return { counterValue: this.total };
  }
}
