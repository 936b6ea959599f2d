import { createOutgoingPools } from '@outpool/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jobs, RiakBackend, type RiakJob } from '../src/index.js';
import { RiakServer } from '../src/testing.js';
import { eventually, failure } from './attempt.js';

const at = { bucket: 'b', key: 'k' };
const [counter, set, map] = [
  { type: 'counters', ...at },
  { type: 'sets', ...at },
  { type: 'maps', ...at },
] as const;
const [gset, hll] = [
  { type: 'gsets', ...at },
  { type: 'hlls', ...at },
] as const;

describe('an operation as a job', () => {
  let server: RiakServer;
  beforeAll(async () => {
    server = await RiakServer.start();
  });
  afterEach(() => server.heal());
  afterAll(() => server.kill());

  const start = () =>
    createOutgoingPools(
      { outgoingPools: [{ type: 'riak', pool: { workers: 2, reconnect: { minMs: 1, maxMs: 5 } }, connection: { port: server.port } }] },
      { backends: [RiakBackend] },
    ).start();

  /** Each connection begins with a read: not that is to be lost. */
  const loseNext = async (pool: { readonly state: string }): Promise<void> => {
    await eventually(() => pool.state === 'ready');
    server.fail({ close: 'before' });
  };

  it('does what the operation of that name does', async () => {
    await using pools = await start();
    const pool = pools.get('riak');
    await pool.call(jobs.put(at, { json: [1], indexes: { n_int: 1 } }));
    expect((await pool.call(jobs.get(at))).json()).toEqual([1]);
    expect((await pool.call(jobs.get(at, { head: true }))).value).toHaveLength(0);
    expect((await pool.call(jobs.index.all({ bucket: 'b', index: 'n_int', equals: 1 }))).map(({ key }) => String(key))).toEqual(['k']);
    expect((await pool.call(jobs.index.page({ bucket: 'b', index: 'n_int', equals: 1 }, { pageSize: 10 }))).matches).toHaveLength(1);
    expect((await pool.call(jobs.keys({ bucket: 'b' }))).map(String)).toEqual(['k']);
    await pool.call(jobs.delete(at));
    expect((await pool.call(jobs.get(at))).found).toBe(false);
    await pool.call(jobs.counter(counter).increment(5n));
    await pool.call(jobs.counter(counter).decrement());
    expect(await pool.call(jobs.counter(counter).value())).toBe(4n);
    await pool.call(jobs.set(set).add(['a', 'b']));
    await pool.call(jobs.set(set).remove('a'));
    expect((await pool.call(jobs.set(set).members()))?.texts()).toEqual(['b']);
    await pool.call(jobs.growOnlySet(gset).add('a'));
    expect((await pool.call(jobs.growOnlySet(gset).members()))?.texts()).toEqual(['a']);
    await pool.call(jobs.hyperLogLog(hll).add(['a', 'b']));
    expect(await pool.call(jobs.hyperLogLog(hll).cardinality())).toBe(2n);
    expect((await pool.call(jobs.map(map).update((changes) => changes.assign('name', 'Ada')))).text('name')).toBe('Ada');
    expect((await pool.call(jobs.map(map).value()))?.text('name')).toBe('Ada');
  });

  const once: [string, RiakJob<unknown>][] = [
    ['an increment', jobs.counter(counter).increment()],
    ['a decrement', jobs.counter(counter).decrement(2)],
    ['a put without a key', jobs.put({ bucket: 'b' }, 'x')],
    ['a put that wants nothing there', jobs.put(at, 'x', { ifNoneMatch: true })],
    ['a put that wants nothing changed', jobs.put(at, 'x', { ifNotModified: true, vclock: Buffer.from('6b') })],
    ['an add to a set without a key', jobs.set({ type: 'sets', bucket: 'b' }).add('x')],
    ['a map without a key', jobs.map({ type: 'maps', bucket: 'b' }).update((changes) => changes.enable('active'))],
    ['a removal', jobs.set(set).remove('a')],
    ['a map that counts, however deep', jobs.map(map).update((changes) => changes.map('inner', (inner) => inner.increment('n')))],
    ['a map that loses a field', jobs.map(map).update((changes) => changes.drop('register', 'name'))],
    ['a map that loses a member', jobs.map(map).update((changes) => changes.remove('roles', 'x'))],
    ['a map with a flag less', jobs.map(map).update((changes) => changes.disable('active'))],
  ];
  const twice: [string, RiakJob<unknown>][] = [
    ['a get', jobs.get(at)],
    ['a put', jobs.put(at, 'x')],
    ['a delete', jobs.delete(at)],
    ['a read of a counter', jobs.counter(counter).value()],
    ['an add to a set', jobs.set(set).add('x')],
    ['an add to a growing set', jobs.growOnlySet(gset).add('x')],
    ['an add to a cardinality', jobs.hyperLogLog(hll).add('x')],
    ['a map that gains', jobs.map(map).update((changes) => changes.assign('name', 'x').enable('active').add('roles', 'x'))],
    ['an index query', jobs.index.all({ bucket: 'b', index: 'n_int', from: 0, to: 9 })],
    ['a page of one', jobs.index.page({ bucket: 'b', index: 'n_int', from: 0, to: 9 }, { pageSize: 5 })],
    ['a list', jobs.keys({ bucket: 'b' })],
  ];

  it.each(once)('that is %s is sent once, whatever becomes of it, unless its caller says otherwise', async (_, job) => {
    await using pools = await start();
    const pool = pools.get('riak');
    await loseNext(pool);
    expect(await failure(pool.call(job))).toMatchObject({ code: 'CONNECTION_LOST', sent: true });
    expect(pool.stats().calls.repeated).toBe(0);
    await loseNext(pool);
    await pool.call(job, { idempotent: true }).catch(() => undefined);
    expect(pool.stats().calls.repeated).toBe(1);
  });

  it.each(twice)('that is %s is sent again when its connection is lost, unless its caller forbids it', async (_, job) => {
    await using pools = await start();
    const pool = pools.get('riak');
    await loseNext(pool);
    await pool.call(job);
    expect(pool.stats().calls).toMatchObject({ repeated: 1, lost: 0 });
    await loseNext(pool);
    expect(await failure(pool.call(job, { idempotent: false }))).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('gives up with its call', async () => {
    await using pools = await start();
    const pool = pools.get('riak');
    await eventually(() => pool.state === 'ready');
    server.fail({ on: 'RpbGetReq', delayMs: 300 });
    expect(await failure(pool.call(jobs.get(at), { timeoutMs: 30 }))).toMatchObject({ code: 'CALL_TIMEOUT' });
    expect(await failure(pool.call(jobs.map(map).update(() => undefined)))).toMatchObject({ name: 'TypeError' });
  });
});
