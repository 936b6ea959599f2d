import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { createOutgoingPools, defineConfig } from '@outpool/core';
import { SampleBackend, SampleError } from '../src/index.js';
import { server } from './server.js';

before(() => server.restart());
after(() => server.kill());

it('serves an application: one config, a pool, calls', async () => {
  const { host, port } = server;
  const config = defineConfig({ outgoingPools: [{ type: 'sample', pool: { workers: 2 }, connection: { host, port } }] });
  const pools = await createOutgoingPools(config, { backends: [SampleBackend] }).start();
  try {
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((line) => pools.get('sample').call((connection) => connection.ask(line))),
    );
    assert.deepEqual(answers, ['one', 'two', 'three']);
    await assert.rejects(
      pools.get('sample').call((connection) => connection.ask('fail')),
      SampleError,
    );
  } finally {
    await pools.stop();
  }
});
