import { type MapEntry, MapFieldMapFieldType } from '../../messages/riak-dt.js';
import type { Bytes } from '../../wire/codec.js';
import type { FieldKind } from './map-changes.js';
import { Members } from './members.js';

const KINDS: Readonly<Record<number, FieldKind>> = {
  [MapFieldMapFieldType.COUNTER]: 'counter',
  [MapFieldMapFieldType.SET]: 'set',
  [MapFieldMapFieldType.REGISTER]: 'register',
  [MapFieldMapFieldType.FLAG]: 'flag',
  [MapFieldMapFieldType.MAP]: 'map',
};

/** What a map holds. A field that is not there is `undefined`. */
export class MapValue {
  readonly #entries: readonly MapEntry[];

  constructor(entries: readonly MapEntry[]) {
    this.#entries = entries;
  }

  /** Every field there is. */
  fields(): { kind: FieldKind; name: string }[] {
    return this.#entries.flatMap(({ field }) => {
      const kind = KINDS[field?.type ?? 0];
      return kind === undefined ? [] : [{ kind, name: String(field?.name ?? '') }];
    });
  }

  counter(name: Bytes): bigint | undefined {
    return this.#entry('counter', name)?.counterValue;
  }

  set(name: Bytes): Members | undefined {
    const entry = this.#entry('set', name);
    return entry && new Members(entry.setValue);
  }

  register(name: Bytes): Buffer | undefined {
    return this.#entry('register', name)?.registerValue;
  }

  /** A register as text, in UTF-8. */
  text(name: Bytes): string | undefined {
    return this.register(name)?.toString();
  }

  flag(name: Bytes): boolean | undefined {
    return this.#entry('flag', name)?.flagValue;
  }

  map(name: Bytes): MapValue | undefined {
    const entry = this.#entry('map', name);
    return entry && new MapValue(entry.mapValue);
  }

  #entry(kind: FieldKind, name: Bytes): MapEntry | undefined {
    const bytes = Buffer.from(name as Uint8Array);
    return this.#entries.find(({ field }) => KINDS[field?.type ?? 0] === kind && field?.name?.equals(bytes));
  }
}
