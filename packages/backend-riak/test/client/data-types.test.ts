import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakClient } from '../../src/client.js';
import { DtFetchReq, DtFetchResp, frame, RiakServer } from '../../src/testing.js';
import { failure } from '../attempt.js';

describe('data types', () => {
  let server: RiakServer;
  let riak: RiakClient;
  let other: RiakClient;
  beforeAll(async () => {
    server = await RiakServer.start();
    [riak, other] = await Promise.all([RiakClient.connect({ port: server.port }), RiakClient.connect({ port: server.port })]);
  });
  afterAll(async () => {
    await Promise.all([riak.close(), other.close()]);
    await server.kill();
  });

  let count = 0;
  const at = (type: string) => ({ type, bucket: 'b', key: `k${count++}` });

  it('count', async () => {
    const counter = riak.counter(at('counters'));
    expect(await counter.value()).toBeUndefined();
    expect(await counter.increment()).toBe(1n);
    expect(await counter.increment(41)).toBe(42n);
    expect(await counter.decrement(2n)).toBe(40n);
    expect(await counter.value()).toBe(40n);
  });

  it('count exactly beyond 2^53 and beyond 64 bits', async () => {
    const counter = riak.counter(at('counters'));
    expect(await counter.increment(2n ** 53n + 1n)).toBe(9_007_199_254_740_993n);
    for (let step = 0; step < 4; step++) await counter.increment(2n ** 63n - 1n);
    expect(await counter.value()).toBe(4n * (2n ** 63n - 1n) + 2n ** 53n + 1n);
    await counter.decrement(1n);
    expect(await counter.decrement(2n ** 62n)).toBe(4n * (2n ** 63n - 1n) + 2n ** 53n - 2n ** 62n);
    expect((await failure(counter.increment(2n ** 63n))).message).toMatch(/^by: expected a whole number/);
    expect((await failure(counter.increment(0.5))).message).toMatch(/^by: expected/);
  });

  it('are sets, from which a concurrent add is not removed', async () => {
    const place = at('sets');
    const set = riak.set(place);
    const same = other.set(place);
    expect(await set.members()).toBeUndefined();
    await set.remove('nothing');
    await set.add(['b', 'a', Buffer.from([0xff])]);
    await set.add('a');
    const members = await set.members();
    expect([members?.size, members?.has('a'), members?.has('z')]).toEqual([3, true, false]);
    expect(members?.texts().slice(0, 2)).toEqual(['a', 'b']);
    await same.add('a');
    await set.remove(['a', 'b']);
    expect((await set.members())?.texts()).toContain('a');
    expect((await set.members())?.has('b')).toBe(false);
    await set.change({ add: 'c', remove: ['a', 'missing'] });
    expect((await set.members())?.has('c')).toBe(true);
    expect((await set.members())?.has('a')).toBe(false);
  });

  it('are empty sets, which are not the same as none', async () => {
    const set = riak.set(at('sets'));
    await set.change({ add: 'x', remove: 'y' });
    await set.remove('x');
    expect((await set.members())?.size).toBe(0);
  });

  it('are sets whose own adds are removed again, whatever was read before', async () => {
    const set = riak.set(at('sets'));
    await set.add('old');
    await set.members();
    await set.add('new');
    expect((await set.remove(['new', 'old'], { returnBody: true }))?.texts()).toEqual([]);
    expect((await set.add('x', { returnBody: true }))?.texts()).toEqual(['x']);
    expect((await set.change({}, { returnBody: true }))?.texts()).toEqual(['x']);
    expect(await set.remove('x')).toBeUndefined();
  });

  it('have a key that the server makes, where none is given', async () => {
    const handles = [
      riak.counter({ type: 'counters', bucket: 'made' }),
      riak.set({ type: 'sets', bucket: 'made' }),
      riak.map({ type: 'maps', bucket: 'made' }),
      riak.growOnlySet({ type: 'gsets', bucket: 'made' }),
      riak.hyperLogLog({ type: 'hlls', bucket: 'made' }),
    ] as const;
    const [counter, set, map, gset, hll] = handles;
    expect((await failure(counter.value())).message).toMatch(/^key: /);
    expect(handles.map(({ key }) => key)).toEqual(Array(5).fill(undefined));
    await counter.increment(3);
    await set.change({ add: 'a', remove: 'b' });
    await map.update((changes) => changes.assign('name', 'Ada'));
    await gset.add('a');
    expect(await hll.add(['a', 'b'], { returnBody: true })).toBe(2n);
    for (const { key } of handles) expect(String(key)).toMatch(/^[A-Za-z0-9]{10,}$/);
    expect(await riak.counter({ type: 'counters', bucket: 'made', key: counter.key }).increment()).toBe(4n);
    expect(await counter.value()).toBe(4n);
    expect((await riak.set({ type: 'sets', bucket: 'made', key: set.key }).members())?.texts()).toEqual(['a']);
    expect((await map.value())?.text('name')).toBe('Ada');
  });

  it('are sets that only grow, and estimates of how many there were', async () => {
    const grown = riak.growOnlySet(at('gsets'));
    expect(await grown.members()).toBeUndefined();
    await grown.add(['g2', 'g1']);
    await grown.add('g2');
    expect((await grown.members())?.texts()).toEqual(['g1', 'g2']);
    const log = riak.hyperLogLog(at('hlls'));
    expect(await log.cardinality()).toBeUndefined();
    await log.add(['a', 'b', 'a']);
    expect(await log.cardinality()).toBe(2n);
  });

  it('are maps of all of them, nested', async () => {
    const map = riak.map(at('maps'));
    expect(await map.value()).toBeUndefined();
    const value = await map.update((user) =>
      user
        .assign('name', 'Ada')
        .increment('visits', 5)
        .increment('visits', -10n)
        .add('tags', ['x', 'y'])
        .enable('admin')
        .map('address', (address) => address.assign('city', 'London').map('deep', (deep) => deep.increment('n'))),
    );
    expect([value.text('name'), value.counter('visits'), value.set('tags')?.texts(), value.flag('admin')]).toEqual([
      'Ada',
      -5n,
      ['x', 'y'],
      true,
    ]);
    expect(value.map('address')?.text('city')).toBe('London');
    expect(value.map('address')?.map('deep')?.counter('n')).toBe(1n);
    expect(value.fields()).toContainEqual({ kind: 'map', name: 'address' });
    expect([value.register('x'), value.counter('name'), value.set('x'), value.flag('x'), value.map('x')]).toEqual(Array(5).fill(undefined));

    const less = await map.update((user) =>
      user
        .remove('tags', 'x')
        .disable('admin')
        .drop('register', 'name')
        .map('address', (inner) => inner.drop('register', 'city')),
    );
    expect([less.register('name'), less.set('tags')?.texts(), less.flag('admin'), less.map('address')?.text('city')]).toEqual([
      undefined,
      ['y'],
      false,
      undefined,
    ]);
  });

  it('are maps in which the removal of a field takes the changes before it, and begins those after it anew', async () => {
    const map = riak.map(at('maps'));
    await map.update((one) => one.increment('n', 40).add('s', 'a').assign('keep', 'k'));
    const value = await map.update((one) => one.increment('n', 100).drop('counter', 'n').increment('n', 2).add('s', 'b').drop('set', 's'));
    expect([value.counter('n'), value.set('s'), value.text('keep')]).toEqual([2n, undefined, 'k']);
    expect((await failure(map.update(() => undefined))).message).toMatch(/nothing is changed/);
  });

  it('keep what another client has added to a field that is removed', async () => {
    const place = at('maps');
    const map = riak.map(place);
    await map.update((one) => one.add('s', ['a', 'b']));
    await map.value();
    await other.map(place).update((one) => one.add('s', 'c'));
    const value = await map.update((one) => one.drop('set', 's'));
    expect(value.set('s')?.texts()).toEqual(['c']);
  });

  it('send a context where something is removed, and never where nothing is', async () => {
    const set = riak.set(at('sets'));
    const before = server.seen('DtFetchReq');
    await set.add('a');
    expect(server.seen('DtFetchReq')).toBe(before);
    await set.members({ includeContext: false });
    await set.remove('a');
    expect(server.seen('DtFetchReq')).toBe(before + 2);
  });

  it('of the wrong type are an error that says which there is', async () => {
    const wrong = riak.set(at('counters'));
    expect((await failure(wrong.members())).message).toContain('holds COUNTER, not SET');
    expect(await failure(wrong.add('x'))).toMatchObject({ code: 'INVALID' });
    expect(await failure(riak.counter(at('nope')).value())).toMatchObject({ code: 'NO_BUCKET_TYPE' });
  });

  it('of Riak 1.4 count in untyped buckets', async () => {
    const counter = riak.legacyCounter({ bucket: 'old', key: 'c' });
    expect(await failure(counter.increment())).toMatchObject({ code: 'INVALID' });
    await riak.properties.set({ bucket: 'old' }, { allowMult: true });
    expect(await counter.value()).toBeUndefined();
    expect(await counter.increment(5)).toBe(5n);
    expect(await counter.increment(-7)).toBe(-2n);
    expect(await counter.value()).toBe(-2n);
  });

  it('that the server gives as an empty message are found, and empty', async () => {
    server.fail({ on: DtFetchReq.name, reply: [frame(DtFetchResp, { type: 2, value: {} })] });
    expect((await riak.set(at('sets')).members())?.size).toBe(0);
  });
});
