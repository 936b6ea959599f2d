import type { DtOp, SetOp } from '../../messages/riak-dt.js';
import { binary, ServerError } from '../server-error.js';
import type { DataValue, Update } from './data-value.js';

/** A set in which an add that the remover has not seen wins. */
export class SetValue implements DataValue {
  readonly kind = 'set';
  /** Member -> the last write that added it. */
  readonly #members = new Map<string, number>();

  update({ setOp }: Pick<DtOp, 'setOp'>, update: Update): void {
    this.check(setOp, update);
    this.apply(setOp, update);
  }

  /** @throws ServerError when it cannot be done */
  check(op: SetOp | undefined, { seen }: Update): void {
    const missing = op?.removes.find((member) => !this.#members.has(member.toString('latin1')));
    if (missing !== undefined && seen === undefined) throw new ServerError(`{precondition,{not_present,${binary(missing)}}}`);
  }

  apply(op: SetOp | undefined, { dot, seen = Number.POSITIVE_INFINITY }: Update): void {
    for (const member of op?.removes ?? []) this.#remove(member.toString('latin1'), seen);
    for (const member of op?.adds ?? []) this.#members.set(member.toString('latin1'), dot);
  }

  /** Removes whatever was there when the remover looked. */
  removeSeen(seen: number): void {
    for (const member of [...this.#members.keys()]) this.#remove(member, seen);
  }

  get members(): Buffer[] {
    return [...this.#members.keys()].map((member) => Buffer.from(member, 'latin1')).sort(Buffer.compare);
  }

  get value() {
    return { setValue: this.members };
  }

  #remove(member: string, seen: number): void {
    const added = this.#members.get(member);
    if (added !== undefined && added <= seen) this.#members.delete(member);
  }
}
