import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakServer } from '../../src/testing.js';
import { rsaCertificate } from './rsa-certificate.js';

// The official client has no types. What is used of it here:
type Callback = (error: unknown, reply: Reply) => void;
// biome-ignore lint/suspicious/noExplicitAny: another one's replies, without types
type Reply = any;
interface OfficialClient {
  stop(callback: () => void): void;
  execute(command: object): void;
}
interface Official {
  Node: new (options: object) => object;
  Cluster: new (options: object) => object;
  Client: new (cluster: object, started: (error: unknown) => void) => OfficialClient;
  Commands: Record<string, Record<string, CommandClass>> & {
    CRDT: { UpdateMap: { MapOperation: new () => Reply } };
    KV: { RiakObject: new () => Reply };
  };
}

type CommandClass = new (...args: [options: object, callback: Callback] | [callback: Callback]) => object;

const riak: Official = createRequire(import.meta.url)('basho-riak-client');

function start(node: object): Promise<OfficialClient> {
  return new Promise((resolve, reject) => {
    const cluster = new riak.Cluster({ nodes: [new riak.Node({ minConnections: 1, maxConnections: 4, ...node })], executionAttempts: 1 });
    const client: OfficialClient = new riak.Client(cluster, (error) => (error ? reject(error) : resolve(client)));
  });
}

describe('the official client for Node.js, 2.4.0, on the test server', () => {
  let server: RiakServer;
  let client: OfficialClient;
  const make = (name: string, ...args: [object, Callback] | [Callback]): object => {
    const [family = '', command = ''] = name.split('.');
    const Command = (command === '' ? riak.Commands : riak.Commands[family])?.[command || family] as unknown as CommandClass;
    return new Command(...args);
  };
  const run = (command: string, options?: object, on = client): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const settle: Callback = (error, reply) => (error ? reject(error) : resolve(reply));
      on.execute(options === undefined ? make(command, settle) : make(command, options, settle));
    });
  /** Streams call back once for each part. */
  const stream = (command: string, options: object): Promise<Reply[]> =>
    new Promise((resolve, reject) => {
      const parts: Reply[] = [];
      const take: Callback = (error, reply) => {
        if (error) return reject(error);
        parts.push(reply);
        if (reply.done) resolve(parts);
      };
      client.execute(make(command, options, take));
    });

  beforeAll(async () => {
    server = await RiakServer.start();
    client = await start({ remoteAddress: server.address, remotePort: server.port });
  });
  afterAll(async () => {
    await new Promise<void>((resolve) => client.stop(resolve));
    await server.kill();
  });

  it('pings, and asks what the server is', async () => {
    expect(await run('Ping')).toBe(true);
    expect(await run('FetchServerInfo')).toMatchObject({ server_version: '3.2.3' });
  });

  it('stores, fetches and deletes', async () => {
    await run('KV.StoreValue', { bucket: 'b', key: 'k', value: { name: 'Ada' } });
    const found = await run('KV.FetchValue', { bucket: 'b', key: 'k', convertToJs: true });
    expect(found.values).toHaveLength(1);
    expect(found.values[0].value).toEqual({ name: 'Ada' });
    await run('KV.DeleteValue', { bucket: 'b', key: 'k' });
    expect(await run('KV.FetchValue', { bucket: 'b', key: 'k' })).toMatchObject({ isNotFound: true });
    expect((await run('KV.StoreValue', { bucket: 'b', value: 'x' })).generatedKey).toMatch(/^\w{20,}$/);
  });

  it('sees siblings, and makes them one', async () => {
    const at = { bucketType: 'multi', bucket: 'b', key: 's' };
    await run('KV.StoreValue', { ...at, value: 'A' });
    await run('KV.StoreValue', { ...at, value: 'B' });
    const both = await run('KV.FetchValue', at);
    expect(both.values.map(({ value }: Reply) => value.toString()).sort()).toEqual(['A', 'B']);
    const object = both.values[0];
    object.setValue('AB');
    const stored = await run('KV.StoreValue', { ...at, value: object, vclock: both.vclock, returnBody: true });
    expect(stored.values.map(({ value }: Reply) => value.toString())).toEqual(['AB']);
  });

  it('queries secondary indexes, in parts and in pages', async () => {
    for (let n = 0; n < 5; n++) {
      const object = new riak.Commands.KV.RiakObject();
      object.setValue(`${n}`);
      object.addToIndex('n_int', n);
      object.addToIndex('name_bin', `t${n}`);
      await run('KV.StoreValue', { bucket: 'idx', key: `k${n}`, value: object });
    }
    const parts = await stream('KV.SecondaryIndexQuery', {
      bucket: 'idx',
      indexName: 'n_int',
      rangeStart: 1,
      rangeEnd: 3,
      returnKeyAndIndex: true,
      stream: true,
    });
    const found = parts.flatMap(({ values }) => values ?? []).map(({ indexKey, objectKey }: Reply) => `${indexKey}=${objectKey}`);
    expect(found.sort()).toEqual(['1=k1', '2=k2', '3=k3']);
    const [page] = await stream('KV.SecondaryIndexQuery', {
      bucket: 'idx',
      indexName: 'name_bin',
      rangeStart: 't0',
      rangeEnd: 't9',
      maxResults: 2,
      stream: false,
    });
    expect(page.values).toHaveLength(2);
    expect(page.continuation).toBeTruthy();
  });

  it('changes and reads data types', async () => {
    await run('CRDT.UpdateCounter', { bucketType: 'counters', bucket: 'b', key: 'c', increment: 5 });
    await run('CRDT.UpdateCounter', { bucketType: 'counters', bucket: 'b', key: 'c', increment: -2 });
    expect((await run('CRDT.FetchCounter', { bucketType: 'counters', bucket: 'b', key: 'c' })).counterValue).toBe(3);

    const set = { bucketType: 'sets', bucket: 'b', key: 's' };
    await run('CRDT.UpdateSet', { ...set, additions: ['a', 'b'] });
    const { context } = await run('CRDT.FetchSet', set);
    await run('CRDT.UpdateSet', { ...set, context, removals: ['a'] });
    expect((await run('CRDT.FetchSet', set)).values.map(String)).toEqual(['b']);
    expect(await run('CRDT.FetchSet', { ...set, key: 'none' })).toMatchObject({ notFound: true });

    await run('CRDT.UpdateHll', { bucketType: 'hlls', bucket: 'b', key: 'h', additions: ['a', 'b', 'a'] });
    expect(Number((await run('CRDT.FetchHll', { bucketType: 'hlls', bucket: 'b', key: 'h' })).cardinality)).toBe(2);

    const operation = new riak.Commands.CRDT.UpdateMap.MapOperation();
    operation.setRegister('name', 'Ada').incrementCounter('visits', 2).setFlag('admin', true).addToSet('tags', 'x');
    operation.map('address').setRegister('city', 'London');
    const map = { bucketType: 'maps', bucket: 'b', key: 'm' };
    await run('CRDT.UpdateMap', { ...map, op: operation });
    const fetched = await run('CRDT.FetchMap', map);
    expect(fetched.map.registers.name.toString()).toBe('Ada');
    expect(fetched.map.counters.visits).toBe(2);
    expect(fetched.map.flags.admin).toBe(true);
    expect(fetched.map.maps.address.registers.city.toString()).toBe('London');
    const removal = new riak.Commands.CRDT.UpdateMap.MapOperation().removeRegister('name');
    await run('CRDT.UpdateMap', { ...map, op: removal, context: fetched.context });
    expect((await run('CRDT.FetchMap', map)).map.registers.name).toBeUndefined();
  });

  it('lists keys and buckets', async () => {
    const keys = await stream('KV.ListKeys', { bucket: 'idx', stream: true });
    expect(keys.flatMap(({ keys }) => keys).sort()).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
    const buckets = await stream('KV.ListBuckets', { stream: true });
    expect(buckets.flatMap(({ buckets }) => buckets)).toContain('idx');
  });

  it('reads and changes bucket properties, asks for replicas, and runs MapReduce', async () => {
    await run('KV.StoreBucketProps', { bucket: 'p', nVal: 2, allowMult: true });
    expect(await run('KV.FetchBucketProps', { bucket: 'p' })).toMatchObject({ nVal: 2, allowMult: true });
    await run('KV.ResetBucketProps', { bucket: 'p' });
    expect(await run('KV.FetchBucketProps', { bucket: 'p' })).toMatchObject({ nVal: 3 });
    expect((await run('KV.FetchPreflist', { bucket: 'idx', key: 'k0' })).preflist).toHaveLength(3);
    const query = JSON.stringify({
      inputs: 'idx',
      query: [{ map: { language: 'erlang', module: 'riak_kv_mapreduce', function: 'map_object_value' } }],
    });
    const results = await stream('MR.MapReduce', query as unknown as object);
    expect(results.flatMap(({ response }) => response ?? []).sort()).toEqual(['0', '1', '2', '3', '4']);
  });

  it('gets the errors of the server', async () => {
    const error = await run('KV.FetchValue', { bucketType: 'nope', bucket: 'b', key: 'k' }).catch((reason: unknown) => String(reason));
    expect(error).toContain('no_type');
  });

  it('logs in over TLS', async () => {
    const certificate = await rsaCertificate();
    const secure = await RiakServer.start({ security: { ...certificate, users: { ada: { password: 'secret' } }, failureMs: 50 } });
    const auth = { user: 'ada', password: 'secret', ca: certificate.cert, rejectUnauthorized: true };
    const guarded = await start({ remoteAddress: secure.address, remotePort: secure.port, auth });
    await run('KV.StoreValue', { bucket: 'b', key: 'k', value: 'safe' }, guarded);
    expect((await run('KV.FetchValue', { bucket: 'b', key: 'k' }, guarded)).values[0].value.toString()).toBe('safe');
    await new Promise<void>((resolve) => guarded.stop(resolve));
    await secure.kill();
  });
});
