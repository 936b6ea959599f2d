import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '../link/link.js';
import { RiakError } from '../link/riak-error.js';
import { RpbDelReq, RpbDelResp, RpbGetReq, RpbGetResp, RpbPutReq, RpbPutResp } from '../messages/riak-kv.js';
import type { Bytes } from '../wire/codec.js';
import { type Content, contentFields } from './content.js';
import { Fetched, Stored } from './fetched.js';
import { type Bucket, bucketFields, type Location, locationFields, named } from './location.js';
import { type Quorum, quorum, whole } from './quorum.js';
import { type ReadOptions, readFields } from './read-options.js';
import type { Resolver } from './resolver.js';
import type { RiakObject } from './riak-object.js';
import { type WriteOptions, writeFields } from './write-options.js';

/** Writers of one object rest so long after they have met, in ms, times the attempt. */
const MEETING_MS = 10;

export interface GetOptions extends ReadOptions {
  /** A vclock: when the object still is that version, only that is said (`outcome` is `unchanged`). */
  readonly ifModified?: Uint8Array | undefined;
  /** Only the metadata; the value is empty. */
  readonly head?: boolean | undefined;
  /** Give the vclock of a deleted object, too. */
  readonly deletedVclock?: boolean | undefined;
}

export interface PutOptions extends WriteOptions {
  /** The `vclock` of the get that came before. Without one, an object that is there gets a sibling or is overwritten. */
  readonly vclock?: Uint8Array | undefined;
  /** Give back what is stored then, siblings included. */
  readonly returnBody?: boolean | undefined;
  /** The same without values. */
  readonly returnHead?: boolean | undefined;
  /** Fail with `CONDITION_FAILED` when the object is no longer the version of `vclock`. */
  readonly ifNotModified?: boolean | undefined;
  /** Fail with `CONDITION_FAILED` when there is an object. */
  readonly ifNoneMatch?: boolean | undefined;
  /** Store it with `vclock` as it is, without a step forward: for copies of objects. */
  readonly asIs?: boolean | undefined;
}

export interface DeleteOptions extends Omit<WriteOptions, 'nodeConfirms'> {
  /** What was read of the object: newer siblings survive. Left out: the server reads first. */
  readonly vclock?: Uint8Array | undefined;
  readonly r?: Quorum | undefined;
  readonly pr?: Quorum | undefined;
  /** Of Riak before 1.0; without effect beside `r` or `w`. */
  readonly rw?: Quorum | undefined;
}

export interface UpdateOptions extends ReadOptions, Pick<WriteOptions, 'w' | 'dw' | 'pw'> {
  /** Makes one of several versions. Left out: several are an error. */
  readonly resolve?: Resolver | undefined;
  /** How often it is written at most, when others write at the same time. Default 3. */
  readonly attempts?: number | undefined;
}

/** Makes the new content of what is there; `undefined` leaves it as it is. */
export type Change = (current: RiakObject | undefined) => Content | undefined | Promise<Content | undefined>;

/** Where an object goes; without a key the server makes one. */
export type Target = Bucket & { readonly key?: Bytes | undefined };

export async function getObject(link: Link, location: Location, options: GetOptions): Promise<Fetched> {
  const { ifModified, head, deletedVclock, timeoutMs } = options;
  const request = {
    ...locationFields(location),
    ...readFields(options),
    ifModified,
    head,
    deletedvclock: deletedVclock,
    timeout: whole('timeoutMs', timeoutMs),
  };
  return new Fetched(await link.call(RpbGetReq, request, RpbGetResp, options));
}

export async function putObject(link: Link, target: Target, content: Content, options: PutOptions): Promise<Stored> {
  const { vclock, returnBody, returnHead, ifNotModified, ifNoneMatch, asIs, timeoutMs } = options;
  const { key } = target;
  if (key === undefined && (ifNotModified || ifNoneMatch)) throw new TypeError('key: a conditional put needs one');
  if (vclock === undefined && (ifNotModified || asIs)) throw new TypeError(`vclock: ${asIs ? 'asIs' : 'ifNotModified'} needs one`);
  const request = {
    ...bucketFields(target),
    ...writeFields(options),
    key: key === undefined ? undefined : named('key', key),
    vclock,
    content: contentFields(content),
    returnBody,
    ifNotModified,
    ifNoneMatch,
    returnHead,
    timeout: whole('timeoutMs', timeoutMs),
    asis: asIs,
  };
  try {
    return new Stored(await link.call(RpbPutReq, request, RpbPutResp, options));
  } catch (error) {
    // Here "not found" means: not the version that the condition named.
    if (ifNotModified && error instanceof RiakError && error.code === 'NOT_FOUND')
      throw new RiakError('CONDITION_FAILED', 'there is no object that could be unmodified', { cause: error, serverText: 'notfound' });
    throw error;
  }
}

export async function deleteObject(link: Link, location: Location, options: DeleteOptions): Promise<void> {
  const { vclock, r, pr, rw, timeoutMs } = options;
  const { nodeConfirms: _, ...written } = writeFields(options);
  const request = {
    ...locationFields(location),
    ...written,
    vclock,
    r: quorum('r', r),
    pr: quorum('pr', pr),
    rw: quorum('rw', rw),
    timeout: whole('timeoutMs', timeoutMs),
  };
  await link.call(RpbDelReq, request, RpbDelResp, options);
}

/**
 * Reads, changes and writes an object. What somebody else wrote at the same time stands beside it then; it is made one, too,
 * unless others keep on writing: then the last of them will.
 */
export async function updateObject(link: Link, location: Location, change: Change, options: UpdateOptions): Promise<Fetched> {
  const { resolve, attempts = 3, w, dw, pw, signal, timeoutMs } = options;
  let fetched = await getObject(link, location, { ...options, deletedVclock: true });
  let content = await change(fetched.resolve(resolve));
  for (let attempt = 1; content !== undefined; attempt++) {
    const { vclock } = fetched;
    fetched = await putObject(link, location, content, { vclock, returnBody: true, w, dw, pw, signal, timeoutMs });
    if (fetched.siblings.length < 2 || attempt >= attempts) break;
    content = fetched.resolve(resolve);
    // Those who met here would meet again if all of them went on at once.
    await sleep(Math.random() * MEETING_MS * attempt, undefined, { signal });
  }
  return fetched;
}
