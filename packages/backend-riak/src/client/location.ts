import type { Bytes } from '../wire/codec.js';

/** Where objects lie. Text stands for its UTF-8. */
export interface Bucket {
  /** Name of the bucket type. Left out: an untyped bucket, as `'default'`. */
  readonly type?: Bytes | undefined;
  readonly bucket: Bytes;
}

/** Where one object lies. */
export interface Location extends Bucket {
  readonly key: Bytes;
}

/**
 * The names as they are sent.
 * @throws TypeError for one that is missing or empty: the server would ask nobody, or fail
 */
export function bucketFields({ type, bucket }: Bucket): { type: Bytes | undefined; bucket: Bytes } {
  return { bucket: named('bucket', bucket), type: type === undefined ? undefined : named('type', type) };
}

export function locationFields(location: Location): { type: Bytes | undefined; bucket: Bytes; key: Bytes } {
  return { ...bucketFields(location), key: named('key', location.key) };
}

export function named(what: string, name: Bytes): Bytes {
  if ((typeof name === 'string' || name instanceof Uint8Array) && name.length > 0) return name;
  throw new TypeError(`${what}: expected a text or bytes that are not empty, got ${name === undefined ? 'nothing' : JSON.stringify(name)}`);
}
