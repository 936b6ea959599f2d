import {
  MapFieldMapFieldType as FieldType,
  type MapFieldMapFieldType,
  type MapOp,
  type MapUpdate,
  MapUpdateFlagOp,
} from '../../messages/riak-dt.js';
import type { Bytes, Written } from '../../wire/codec.js';
import { int64 } from './int64.js';
import { list } from './riak-set.js';

/** What kind of field it is. A map may have one of each kind under the same name. */
export type FieldKind = 'counter' | 'set' | 'register' | 'flag' | 'map';

const NUMBERS = { counter: FieldType.COUNTER, set: FieldType.SET, register: FieldType.REGISTER, flag: FieldType.FLAG, map: FieldType.MAP };

interface FieldChange {
  readonly kind: FieldKind;
  readonly name: Bytes;
  increment: bigint | undefined;
  readonly adds: Bytes[];
  readonly removes: Bytes[];
  register: Bytes | undefined;
  flag: number | undefined;
  inner: MapChanges | undefined;
}

/** Changes of a map, gathered to be sent as one. Several of one field add up. */
export class MapChanges {
  readonly #fields = new Map<string, FieldChange>();
  readonly #dropped = new Map<string, { kind: FieldKind; name: Bytes }>();

  /** Adds to a counter. */
  increment(name: Bytes, by: bigint | number = 1n): this {
    const field = this.#field('counter', name);
    field.increment = (field.increment ?? 0n) + int64('by', by);
    return this;
  }

  /** Adds members to a set. */
  add(name: Bytes, members: Bytes | readonly Bytes[]): this {
    this.#field('set', name).adds.push(...list(members));
    return this;
  }

  /** Removes members from a set. */
  remove(name: Bytes, members: Bytes | readonly Bytes[]): this {
    this.#field('set', name).removes.push(...list(members));
    return this;
  }

  /** Sets a register. */
  assign(name: Bytes, value: Bytes): this {
    this.#field('register', name).register = value;
    return this;
  }

  enable(name: Bytes): this {
    this.#field('flag', name).flag = MapUpdateFlagOp.ENABLE;
    return this;
  }

  disable(name: Bytes): this {
    this.#field('flag', name).flag = MapUpdateFlagOp.DISABLE;
    return this;
  }

  /** Changes a map within the map. */
  map(name: Bytes, change: (inner: MapChanges) => void): this {
    const field = this.#field('map', name);
    field.inner ??= new MapChanges();
    change(field.inner);
    return this;
  }

  /** Removes a field, and the changes made to it before. Changes made to it after begin a new one. */
  drop(kind: FieldKind, name: Bytes): this {
    const id = identity(kind, name);
    this.#fields.delete(id);
    this.#dropped.set(id, { kind, name });
    return this;
  }

  get isEmpty(): boolean {
    return this.#fields.size + this.#dropped.size === 0;
  }

  /** True when something is removed, however deep: that needs to know what was read. */
  get needsContext(): boolean {
    if (this.#dropped.size > 0) return true;
    return [...this.#fields.values()].some(
      ({ removes, flag, inner }) => removes.length > 0 || flag === MapUpdateFlagOp.DISABLE || inner?.needsContext === true,
    );
  }

  /** As it is sent. */
  get operation(): Written<MapOp> {
    return {
      removes: [...this.#dropped.values()].map(field),
      updates: [...this.#fields.values()].map(update),
    };
  }

  #field(kind: FieldKind, name: Bytes): FieldChange {
    const id = identity(kind, name);
    let change = this.#fields.get(id);
    if (change === undefined) {
      change = { kind, name, increment: undefined, adds: [], removes: [], register: undefined, flag: undefined, inner: undefined };
      this.#fields.set(id, change);
    }
    return change;
  }
}

function update(change: FieldChange): Written<MapUpdate> {
  const { increment, adds, removes, register, flag, inner } = change;
  return {
    field: field(change),
    counterOp: increment === undefined ? undefined : { increment },
    setOp: adds.length + removes.length === 0 ? undefined : { adds, removes },
    registerOp: register,
    flagOp: flag,
    mapOp: inner?.operation,
  };
}

function field({ kind, name }: { kind: FieldKind; name: Bytes }): {
  name: Bytes;
  type: (typeof MapFieldMapFieldType)[keyof typeof MapFieldMapFieldType];
} {
  return { name, type: NUMBERS[kind] };
}

function identity(kind: FieldKind, name: Bytes): string {
  return `${kind} ${Buffer.from(name as Uint8Array).toString('latin1')}`;
}
