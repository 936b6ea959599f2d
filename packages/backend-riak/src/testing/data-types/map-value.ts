import {
  type DtOp,
  MapFieldMapFieldType as FieldType,
  type MapEntry,
  type MapField,
  type MapOp,
  type MapUpdate,
  MapUpdateFlagOp,
} from '../../messages/riak-dt.js';
import type { Written } from '../../wire/codec.js';
import { binary, ServerError } from '../server-error.js';
import { CounterValue } from './counter-value.js';
import type { DataValue, Update } from './data-value.js';
import { SetValue } from './set-value.js';

const MODULES: Readonly<Record<number, string>> = {
  [FieldType.COUNTER]: 'riak_dt_emcntr',
  [FieldType.SET]: 'riak_dt_orswot',
  [FieldType.REGISTER]: 'riak_dt_lwwreg',
  [FieldType.FLAG]: 'riak_dt_od_flag',
  [FieldType.MAP]: 'riak_dt_map',
};

interface Field {
  readonly name: Buffer;
  readonly type: number;
  /** The last write that changed it. */
  dot: number;
  /** The last write that enabled it, for flags: 0 is disabled. */
  enabled: number;
  register: Buffer | undefined;
  readonly counter: CounterValue;
  readonly set: SetValue;
  readonly map: MapValue;
}

/** A map of counters, sets, registers, flags and maps. A field that was changed behind a remover's back stays. */
export class MapValue implements DataValue {
  readonly kind = 'map';
  readonly #fields = new Map<string, Field>();

  update({ mapOp }: Pick<DtOp, 'mapOp'>, update: Update): void {
    this.check(mapOp, update);
    this.apply(mapOp, update);
  }

  /** @throws ServerError when it cannot be done */
  check(op: MapOp | undefined, update: Update): void {
    const missing = op?.removes.find((field) => !this.#fields.has(identity(field)));
    if (missing !== undefined && update.seen === undefined) {
      throw new ServerError(`{precondition,{not_present,{${binary(missing.name ?? Buffer.alloc(0))},${MODULES[missing.type ?? 0]}}}}`);
    }
    for (const { field, setOp, mapOp } of op?.updates ?? []) {
      const found = this.#fields.get(identity(field));
      if (setOp !== undefined) (found?.set ?? new SetValue()).check(setOp, update);
      if (mapOp !== undefined) (found?.map ?? new MapValue()).check(mapOp, update);
    }
  }

  /** Removes first, then updates. */
  apply(op: MapOp | undefined, update: Update): void {
    for (const field of op?.removes ?? []) this.#remove(identity(field), update.seen ?? Number.POSITIVE_INFINITY);
    for (const one of op?.updates ?? []) this.#change(one, update);
  }

  get entries(): Written<MapEntry>[] {
    return [...this.#fields.values()].sort((a, b) => Buffer.compare(a.name, b.name) || a.type - b.type).map(entry);
  }

  get value() {
    return { mapValue: this.entries };
  }

  #remove(id: string, seen: number): void {
    const field = this.#fields.get(id);
    if (field === undefined) return;
    if (field.dot <= seen) this.#fields.delete(id);
    else {
      field.set.removeSeen(seen);
      if (field.enabled <= seen) field.enabled = 0;
      for (const inner of [...field.map.#fields.keys()]) field.map.#remove(inner, seen);
    }
  }

  #change({ field: changed, counterOp, setOp, registerOp, flagOp, mapOp }: MapUpdate, update: Update): void {
    const id = identity(changed);
    const field = this.#fields.get(id) ?? make(changed);
    this.#fields.set(id, field);
    field.dot = update.dot;
    if (counterOp !== undefined) field.counter.apply(counterOp);
    if (setOp !== undefined) field.set.apply(setOp, update);
    if (registerOp !== undefined) field.register = registerOp;
    if (flagOp === MapUpdateFlagOp.ENABLE) field.enabled = update.dot;
    if (flagOp === MapUpdateFlagOp.DISABLE && field.enabled <= (update.seen ?? Number.POSITIVE_INFINITY)) field.enabled = 0;
    if (mapOp !== undefined) field.map.apply(mapOp, update);
  }
}

function make(field: MapField | undefined): Field {
  const { name = Buffer.alloc(0), type = 0 } = field ?? {};
  return { name, type, dot: 0, enabled: 0, register: undefined, counter: new CounterValue(), set: new SetValue(), map: new MapValue() };
}

function entry({ name, type, enabled, register, counter, set, map }: Field): Written<MapEntry> {
  const field = { name, type };
  if (type === FieldType.COUNTER) return { field, counterValue: counter.total };
  if (type === FieldType.SET) return { field, setValue: set.members };
  if (type === FieldType.REGISTER) return { field, registerValue: register };
  if (type === FieldType.FLAG) return { field, flagValue: enabled > 0 };
  return { field, mapValue: map.entries };
}

function identity(field: MapField | undefined): string {
  return `${field?.type} ${field?.name?.toString('latin1')}`;
}
