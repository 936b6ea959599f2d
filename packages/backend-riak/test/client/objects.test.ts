import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newest, RiakClient, RiakError, type RiakObject } from '../../src/client.js';
import { RiakServer } from '../../src/testing.js';
import { failure } from '../attempt.js';

describe('objects', () => {
  let server: RiakServer;
  let riak: RiakClient;
  let other: RiakClient;
  beforeAll(async () => {
    server = await RiakServer.start({ deleteMs: 300 });
    [riak, other] = await Promise.all([RiakClient.connect({ port: server.port }), RiakClient.connect({ port: server.port })]);
  });
  afterAll(async () => {
    await Promise.all([riak.close(), other.close()]);
    await server.kill();
  });

  let count = 0;
  const fresh = (type?: string) => ({ bucket: 'b', key: `k${count++}`, ...(type !== undefined && { type }) });

  it('come back as bytes, as text and as JSON', async () => {
    const at = fresh();
    await riak.put(at, Buffer.from([0, 255, 1]));
    expect((await riak.get(at)).value).toEqual(Buffer.from([0, 255, 1]));
    await riak.put(at, 'Grüße');
    const text = await riak.get(at);
    expect([text.text(), text.object?.contentType, text.object?.charset]).toEqual(['Grüße', 'text/plain', 'utf-8']);
    await riak.put(at, { json: { name: 'Ada', n: [1] } });
    const json = await riak.get(at);
    expect(json.json()).toEqual({ name: 'Ada', n: [1] });
    expect(json.object?.contentType).toBe('application/json');
  });

  it('keep their metadata, indexes and links', async () => {
    const at = fresh();
    const links = [{ bucket: 'b', key: 'x', tag: 'friend' }];
    await riak.put(at, {
      value: '<a/>',
      contentType: 'application/xml',
      charset: 'utf-16',
      contentEncoding: 'identity',
      meta: { author: 'Ada', Case: 'kept' },
      indexes: { name_bin: ['a', 'b'], age_int: 36, big_int: 9_999_999_999_999_999_999n },
      links,
    });
    const { object } = await riak.get(at);
    expect(object).toMatchObject({
      contentType: 'application/xml',
      charset: 'utf-16',
      contentEncoding: 'identity',
      meta: { author: 'Ada', Case: 'kept' },
      indexes: { name_bin: ['a', 'b'], age_int: ['36'], big_int: ['9999999999999999999'] },
      links,
      deleted: false,
    });
    expect(object?.vtag).toMatch(/^\w{22}$/);
    expect(Math.abs((object?.lastModified?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('have names and values of any bytes', async () => {
    const at = { bucket: Buffer.from([0x67, 0, 0xff]), key: Buffer.from([0xff, 0xfe, 0, 1]) };
    await riak.put(at, Buffer.alloc(300, 7));
    expect((await riak.get(at)).value).toEqual(Buffer.alloc(300, 7));
    expect((await riak.get({ ...at, key: Buffer.from([0xff, 0xfe, 0, 2]) })).found).toBe(false);
  });

  it('of every size come back whole', async () => {
    for (const size of [0, 1, 127, 128, 4_095, 4_096, 16_384, 65_536, 2_000_000]) {
      const at = fresh();
      const value = Buffer.alloc(size, size % 251);
      await riak.put(at, value);
      expect((await riak.get(at)).value?.equals(value), `${size} bytes`).toBe(true);
    }
  });

  it('that are not there are no error', async () => {
    const nothing = await riak.get(fresh());
    expect([nothing.outcome, nothing.found, nothing.object, nothing.value, nothing.text(), nothing.vclock]).toEqual([
      'missing',
      false,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    await riak.delete(fresh());
  });

  it('get a key from the server when they have none', async () => {
    const { key } = await riak.put({ bucket: 'b' }, 'x');
    expect(key).toMatch(/^\w{20,}$/);
    expect((await riak.get({ bucket: 'b', key: key as string })).text()).toBe('x');
  });

  it('written at once stand beside each other until somebody makes them one', async () => {
    const at = fresh('multi');
    await Promise.all([riak.put(at, 'A'), other.put(at, 'B')]);
    const both = await riak.get(at);
    expect(both.outcome).toBe('siblings');
    expect(both.siblings.map((sibling) => sibling.text()).sort()).toEqual(['A', 'B']);
    expect((await failure(Promise.resolve().then(() => both.object))).code).toBe('SIBLINGS');
    const stored = await riak.put(at, 'AB', { vclock: both.vclock, returnBody: true });
    expect([stored.outcome, stored.text()]).toEqual(['found', 'AB']);
  });

  it('are updated in spite of others, through a resolver', async () => {
    const at = fresh('multi');
    const union = (siblings: readonly RiakObject[]) => ({
      json: [...new Set(siblings.flatMap((sibling) => sibling.json<string[]>()))].sort(),
    });
    const add = (client: RiakClient, item: string) =>
      client.update(at, (current) => ({ json: [...(current?.json<string[]>() ?? []), item].sort() }), { resolve: union });
    await Promise.all(['a', 'b', 'c', 'd', 'e'].flatMap((item) => [add(riak, item), add(other, item.toUpperCase())]));
    const end = await riak.update(at, (current) => current, { resolve: union });
    expect(end.outcome).toBe('found');
    expect(end.json()).toEqual(['A', 'B', 'C', 'D', 'E', 'a', 'b', 'c', 'd', 'e']);
  });

  it('updated to nothing stay as they are, and the newest resolver takes the last', async () => {
    const at = fresh('multi');
    await riak.put(at, 'old');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await riak.put(at, 'new');
    const read = await riak.get(at);
    expect([read.resolve(newest)?.text(), (await failure((async () => read.resolve(undefined))())).code]).toEqual(['new', 'SIBLINGS']);
    expect((await failure((async () => read.resolve(() => [] as never))())).code).toBe('SIBLINGS');
    expect((await riak.get(fresh('multi'))).resolve(newest)).toBeUndefined();
    const seen = await riak.update(at, () => undefined, { resolve: newest });
    expect(seen.outcome).toBe('siblings');
    expect((await riak.update(at, (current) => current, { resolve: newest })).text()).toBe('new');
  });

  it('without a resolver, or with one that decides nothing, are an error when they have siblings', async () => {
    const at = fresh('multi');
    await riak.put(at, '1');
    await riak.put(at, '2');
    const change = (current: RiakObject | undefined) => current;
    expect(await failure(riak.update(at, change))).toMatchObject({ code: 'SIBLINGS' });
    expect(await failure(riak.update(at, change, { resolve: () => undefined as never }))).toMatchObject({ code: 'SIBLINGS' });
  });

  it('leave the mark of a delete for a while', async () => {
    const at = fresh();
    await riak.put(at, 'x');
    await riak.delete(at);
    expect((await riak.get(at)).outcome).toBe('missing');
    const marked = await riak.get(at, { deletedVclock: true });
    expect([marked.outcome, marked.found, marked.vclock instanceof Buffer]).toEqual(['deleted', false, true]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect((await riak.get(at, { deletedVclock: true })).outcome).toBe('missing');
  });

  it('show the mark of a delete beside what was written at the same time, and take it away by the next update', async () => {
    const at = fresh('multi');
    const { vclock } = await riak.put(at, 'A', { returnBody: true });
    await other.put(at, 'B', { vclock });
    await riak.delete(at, { vclock });
    const mixed = await riak.get(at);
    expect([mixed.outcome, mixed.versions.length, mixed.text()]).toEqual(['found', 2, 'B']);
    const mended = await riak.update(at, () => 'C');
    expect([mended.versions.length, mended.text()]).toEqual([1, 'C']);
  });

  it('are put under conditions', async () => {
    const at = fresh('multi');
    const first = await riak.put(at, '1', { ifNoneMatch: true, returnHead: true });
    expect(first.object?.value).toHaveLength(0);
    expect(await failure(riak.put(at, '2', { ifNoneMatch: true }))).toMatchObject({ code: 'CONDITION_FAILED', repeatable: false });
    await riak.put(at, '3', { vclock: first.vclock, ifNotModified: true });
    expect(await failure(riak.put(at, '4', { vclock: first.vclock, ifNotModified: true }))).toMatchObject({ code: 'CONDITION_FAILED' });
    expect(await failure(riak.put(fresh('multi'), '5', { vclock: first.vclock, ifNotModified: true }))).toMatchObject({
      code: 'CONDITION_FAILED',
    });
    const copy = await riak.put(at, 'copy', { vclock: first.vclock, asIs: true, returnHead: true });
    expect(copy.vclock).toEqual(first.vclock);
  });

  it('say that they are unchanged, and show their head alone', async () => {
    const at = fresh();
    const { vclock } = await riak.put(at, 'body', { returnBody: true });
    const same = await riak.get(at, { ifModified: vclock });
    expect([same.outcome, same.found]).toEqual(['unchanged', false]);
    const head = await riak.get(at, { head: true });
    expect([head.outcome, head.value?.length, head.object?.contentType]).toEqual(['found', 0, 'text/plain']);
  });

  it.each([
    ['an empty bucket', () => riak.get({ bucket: '', key: 'k' }), /bucket: expected/],
    ['an empty key', () => riak.put({ bucket: 'b', key: '' }, 'x'), /key: expected/],
    ['no key', () => riak.get({ bucket: 'b' } as never), /key: expected.*nothing/],
    ['an empty type', () => riak.delete({ type: '', bucket: 'b', key: 'k' }), /type: expected/],
    ['an index without kind', () => riak.put(fresh(), { value: 'x', indexes: { name: 'a' } }), /name: the name of an index/],
    ['text in a number', () => riak.put(fresh(), { value: 'x', indexes: { age_int: 'old' } }), /age_int: expected a whole number/],
    ['value and JSON', () => riak.put(fresh(), { value: 'x', json: 1 }), /either value or json/],
    ['a word that is no quorum', () => riak.get(fresh(), { r: 'most' as never }), /r: expected a number/],
    ['a quorum below zero', () => riak.put(fresh(), 'x', { w: -1 }), /w: expected a whole number/],
    ['a condition without a vclock', () => riak.put(fresh(), 'x', { ifNotModified: true }), /vclock: ifNotModified needs one/],
    ['a condition without a key', () => riak.put({ bucket: 'b' }, 'x', { ifNoneMatch: true }), /key: a conditional put needs one/],
  ])('with %s are refused before anything is sent', async (_, operation, message) => {
    const before = server.seen('RpbGetReq') + server.seen('RpbPutReq') + server.seen('RpbDelReq');
    const error = await failure((async () => operation())());
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
    expect(server.seen('RpbGetReq') + server.seen('RpbPutReq') + server.seen('RpbDelReq')).toBe(before);
  });

  it('are read and written with words and numbers for replicas', async () => {
    const at = fresh();
    await riak.put(at, 'x', { w: 'quorum', dw: 'one', pw: 'default', nodeConfirms: 1, sloppyQuorum: true, nVal: 3, timeoutMs: 5_000 });
    expect((await riak.get(at, { r: 'all', pr: 1, basicQuorum: true, notfoundOk: false, timeoutMs: 5_000 })).text()).toBe('x');
    expect(await failure(riak.get(at, { r: 4 }))).toMatchObject({ code: 'INVALID', serverText: '{n_val_violation,3}', mayPass: false });
    await riak.delete(at, { r: 2, w: 2, rw: 'quorum', pr: 0, pw: 0, dw: 1 });
  });

  it('in a type that is not there are an error that says so', async () => {
    const error = await failure(riak.get({ type: 'nope', bucket: 'b', key: 'k' }));
    expect(error).toBeInstanceOf(RiakError);
    expect(error).toMatchObject({ code: 'NO_BUCKET_TYPE' });
    expect(error.message).toContain('riak-admin');
  });
});
