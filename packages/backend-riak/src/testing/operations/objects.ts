import { randomBytes } from 'node:crypto';
import { type RpbContent, RpbDelReq, RpbDelResp, RpbGetReq, RpbGetResp, RpbPutReq, RpbPutResp } from '../../messages/riak-kv.js';
import type { Written } from '../../wire/codec.js';
import type { Props } from '../bucket-types.js';
import { readContext } from '../clock.js';
import { type AnyOperation, answers, place } from '../operation.js';
import { binary, ServerError } from '../server-error.js';
import { type Entry, isDead, type Store, type Version } from '../store.js';

const MAX_SIBLINGS = 100;
const MAX_OBJECT_BYTES = 50 * 1024 * 1024;
const MAX_KEY_BYTES = 65_536;
/** From here on a number is a word: one, quorum, all, default. */
const SYMBOLS = 0xffff_fffb;

/** Get, put and delete, with siblings and marks of deletes. */
export const objects: readonly AnyOperation[] = [
  answers(RpbGetReq, RpbGetResp, get, { name: 'riak_kv.get', on: place }),
  answers(RpbPutReq, RpbPutResp, put, { name: 'riak_kv.put', on: place }),
  answers(RpbDelReq, RpbDelResp, remove, { name: 'riak_kv.delete', on: place }),
];

function get(request: RpbGetReq, { store }: { store: Store }): Written<RpbGetResp> {
  const { type, bucket = none, key, r, pr, ifModified, head, deletedvclock } = request;
  const props = propsFor(store, request);
  if (key?.length === 0) throw new ServerError('Key cannot be zero-length');
  checkReplicas(props, request.nVal, r, pr);
  const entry = key && store.find(type, bucket, key);
  if (entry === undefined) return {};
  const vclock = store.vclockOf(entry);
  if (isDead(entry)) return deletedvclock ? { vclock } : {};
  if (ifModified?.equals(vclock)) return { unchanged: true };
  return { content: contents(entry, head === true), vclock };
}

function put(request: RpbPutReq, { store }: { store: Store }): Written<RpbPutResp> {
  const { type, bucket = none, vclock, content, w, dw, pw, returnBody, returnHead, ifNotModified, ifNoneMatch, asis } = request;
  const props = propsFor(store, request);
  if (request.key?.length === 0) throw new ServerError('Key cannot be zero-length');
  if ((request.key?.length ?? 0) > MAX_KEY_BYTES) throw ServerError.crash('key_too_large');
  if (content === undefined) throw ServerError.crash('function_clause');
  checkReplicas(props, request.nVal, w, dw, pw);
  const key = request.key ?? Buffer.from(randomName(27));
  const made = request.key === undefined ? { key } : {};
  const before = store.find(type, bucket, key);
  const isThere = before !== undefined && !isDead(before);
  if (ifNoneMatch && isThere) throw new ServerError('match_found');
  if (ifNotModified && !isThere) throw new ServerError('notfound');
  if (ifNotModified && before !== undefined && !vclock?.equals(store.vclockOf(before))) throw new ServerError('modified');
  checkIndexes(content);
  const seen = seenBy(before, vclock, store, asis === true);
  const entry = write(store, { type, bucket, key }, props, stamped(content), seen, asis ? vclock : undefined);
  if ((!returnBody && !returnHead) || props.writeOnce) return made;
  return { content: contents(entry, returnHead === true), vclock: store.vclockOf(entry), ...made };
}

function remove(request: RpbDelReq, { store }: { store: Store }): Written<RpbDelResp> {
  const { r, w, pr, pw, dw } = request;
  checkReplicas(propsFor(store, request), request.nVal, r, w, pr, pw, dw);
  return removeObject(request, store);
}

/** Leaves a mark where the object was. */
export function removeObject(request: Partial<RpbDelReq>, store: Store): Written<RpbDelResp> {
  const { type, bucket = none, key = none, vclock } = request;
  const props = propsFor(store, { type, bucket });
  const before = store.find(type, bucket, key);
  if (before === undefined || (isDead(before) && vclock === undefined)) return {};
  before.data = undefined;
  const seen = vclock === undefined ? before.clock : seenBy(before, vclock, store, false);
  write(store, { type, bucket, key }, props, stamped({ value: none, deleted: true }), seen, undefined);
  return {};
}

/** Stores a version beside those that its writer had not seen. */
function write(
  store: Store,
  { type, bucket, key }: { type: Buffer | undefined; bucket: Buffer; key: Buffer },
  props: Props,
  content: Written<RpbContent>,
  seen: number,
  vclock: Buffer | undefined,
): Entry {
  const dot = store.tick();
  const known = store.find(type, bucket, key)?.versions ?? [];
  const concurrent = props.allowMult && !props.lastWriteWins && !props.writeOnce ? known.filter((version) => version.dot > seen) : [];
  const versions: Version[] = [...concurrent, { dot, content }];
  if (versions.length > MAX_SIBLINGS) throw new ServerError(`{too_many_siblings,${versions.length}}`);
  const bytes = versions.reduce((sum, version) => sum + (version.content.value?.length ?? 0), 0);
  if (bytes > MAX_OBJECT_BYTES) throw new ServerError(`{too_large,${bytes}}`);
  const entry = store.findOrMake(type, bucket, key);
  store.replace(entry, versions, dot, vclock);
  return entry;
}

/** How far the writer had seen. */
function seenBy(before: Entry | undefined, vclock: Buffer | undefined, store: Store, asis: boolean): number {
  if (vclock === undefined || vclock.length === 0) return 0;
  if (before !== undefined && vclock.equals(store.vclockOf(before))) return before.clock;
  const seen = readContext(vclock);
  if (seen === undefined && !asis) throw ServerError.crash('badarg');
  return seen ?? 0;
}

function propsFor(store: Store, { type, bucket = none }: { type: Buffer | undefined; bucket: Buffer | undefined }): Props {
  if (bucket.length === 0) throw new ServerError('Bucket cannot be zero-length');
  if (type?.length === 0) throw new ServerError('Type cannot be zero-length');
  return store.types.of(type, bucket, 'no_type');
}

/** @param asked `nVal` of the request */
export function checkReplicas({ nVal = 3 }: Props, asked: number | undefined, ...numbers: (number | undefined)[]): void {
  if (asked !== undefined && (asked < 1 || asked > nVal)) throw new ServerError(`{n_val_violation,${nVal}}`);
  if (numbers.some((number) => number !== undefined && number > nVal && number < SYMBOLS))
    throw new ServerError(`{n_val_violation,${nVal}}`);
}

function checkIndexes({ indexes = [] }: Written<RpbContent>): void {
  for (const { key = '', value = '' } of indexes) {
    const field = String(key);
    if (!/_(bin|int)$/.test(field)) throw new ServerError(`{precommit_fail,[{unknown_field_type,${binary(Buffer.from(field))}}]}`);
    if (field.endsWith('_int') && !/^-?\d+$/.test(String(value)))
      throw new ServerError(
        `{precommit_fail,[{field_parsing_failed,{${binary(Buffer.from(field))},${binary(Buffer.from(String(value)))}}}]}`,
      );
  }
}

/** With what only the server knows. */
function stamped(content: Written<RpbContent>): Written<RpbContent> {
  const micros = Math.round((performance.timeOrigin + performance.now()) * 1_000);
  return { ...content, vtag: randomName(22), lastMod: Math.floor(micros / 1_000_000), lastModUsecs: micros % 1_000_000 };
}

/** Every version; of a data type what a plain get shows of it. */
export function contents({ versions, data }: Entry, blank: boolean): Written<RpbContent>[] {
  if (data !== undefined) return [stamped({ value: blank ? none : Buffer.from([0x45, 2]), contentType: `application/riak_${data.kind}` })];
  return versions.map(({ content }) => (blank ? { ...content, value: none } : content));
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function randomName(length: number): string {
  return Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

const none = Buffer.alloc(0);
