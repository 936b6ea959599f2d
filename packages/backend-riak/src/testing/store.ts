import type { RpbContent } from '../messages/riak-kv.js';
import type { Written } from '../wire/codec.js';
import { type BucketTypeOptions, BucketTypes } from './bucket-types.js';
import { writeContext } from './clock.js';
import type { DataValue } from './data-types/data-value.js';

/** One version of an object: the number of its write, and what was written. */
export interface Version {
  readonly dot: number;
  readonly content: Written<RpbContent>;
}

/** An object with its versions, or a data type. */
export interface Entry {
  readonly type: string;
  readonly bucket: Buffer;
  readonly key: Buffer;
  versions: readonly Version[];
  /** The last write that it has seen. */
  clock: number;
  /** Set by `asis`. */
  vclock: Buffer | undefined;
  data: DataValue | undefined;
  /** When marks of deletes are taken away, in ms of `performance.now`. */
  reapAt: number;
}

/** Everything that the server keeps. */
export class Store {
  readonly types: BucketTypes;
  readonly #deleteMs: number;
  /** Type and bucket -> key -> entry. */
  readonly #buckets = new Map<string, Map<string, Entry>>();
  #clock = 0;

  /** False: folds over anti-entropy find nothing. */
  readonly folds: boolean;

  /** @param deleteMs how long the mark of a delete stays */
  constructor(types: Readonly<Record<string, BucketTypeOptions>>, deleteMs: number, folds = false) {
    this.types = new BucketTypes(types);
    this.#deleteMs = deleteMs;
    this.folds = folds;
  }

  /** Every entry, for folds. */
  get known(): Entry[] {
    if (!this.folds) return [];
    return [...this.#buckets.values()].flatMap((entries) => [...entries.values()]).filter((entry) => !this.#isReaped(entry));
  }

  /** Takes the mark of a delete away. */
  reap(entry: Entry): void {
    entry.reapAt = 0;
  }

  /** The number of the next write. */
  tick(): number {
    return ++this.#clock;
  }

  find(type: Buffer | undefined, bucket: Buffer, key: Buffer): Entry | undefined {
    const entries = this.#buckets.get(bucketId(type, bucket));
    const entry = entries?.get(key.toString('latin1'));
    if (entry === undefined || !this.#isReaped(entry)) return entry;
    entries?.delete(key.toString('latin1'));
    return undefined;
  }

  findOrMake(type: Buffer | undefined, bucket: Buffer, key: Buffer): Entry {
    const found = this.find(type, bucket, key);
    if (found !== undefined) return found;
    const id = bucketId(type, bucket);
    const entries = this.#buckets.get(id) ?? new Map<string, Entry>();
    this.#buckets.set(id, entries);
    const made = {
      type: type?.toString() ?? 'default',
      bucket,
      key,
      versions: [],
      clock: 0,
      vclock: undefined,
      data: undefined,
      reapAt: Infinity,
    };
    entries.set(key.toString('latin1'), made);
    return made;
  }

  /** Puts versions in place, and looks whether anything but marks of deletes is left. */
  replace(entry: Entry, versions: readonly Version[], clock: number, vclock?: Buffer): void {
    entry.versions = versions;
    entry.clock = clock;
    entry.vclock = vclock;
    entry.reapAt = isDead(entry) ? performance.now() + this.#deleteMs : Number.POSITIVE_INFINITY;
  }

  vclockOf(entry: Entry): Buffer {
    return entry.vclock ?? writeContext(entry.clock);
  }

  /** In the order in which they came. */
  entries(type: Buffer | undefined, bucket: Buffer): Entry[] {
    return [...(this.#buckets.get(bucketId(type, bucket))?.values() ?? [])].filter((entry) => !this.#isReaped(entry));
  }

  /** Buckets of a type that hold something. */
  buckets(type: Buffer | undefined): Buffer[] {
    const wanted = type?.toString() ?? 'default';
    return [...this.#buckets.values()].flatMap((entries) => {
      const first = [...entries.values()].find((entry) => entry.type === wanted && !this.#isReaped(entry));
      return first === undefined ? [] : [first.bucket];
    });
  }

  #isReaped({ reapAt }: Entry): boolean {
    return performance.now() >= reapAt;
  }
}

/** True when nothing is there but marks of deletes. */
export function isDead({ versions, data }: Entry): boolean {
  return data === undefined && versions.every(({ content }) => content.deleted);
}

function bucketId(type: Buffer | undefined, bucket: Buffer): string {
  return `${type?.toString() ?? 'default'}/${bucket.toString('latin1')}`;
}
