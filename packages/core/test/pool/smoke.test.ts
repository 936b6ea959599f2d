import { backend, createOutgoingPools, z } from '@outpool/core';
import { expect, test } from 'vitest';

@backend({ type: 'echo', concurrency: 4 })
class Echo {
  readonly options = z.strictObject({});
  async connect() {
    return { id: Math.random() };
  }
  async close() {}
}

test('calls run', async () => {
  await using pools = await createOutgoingPools(
    { outgoingPools: [{ type: 'echo', connection: {} } as never] },
    { backends: [Echo] },
  ).start();
  const pool = pools.get('echo');
  expect(await pool.call(() => 1)).toBe(1);
  expect(await Promise.all(Array.from({ length: 100 }, (_, i) => pool.call(async () => i)))).toHaveLength(100);
  await expect(pool.call(() => new Promise(() => {}), { timeoutMs: 20 })).rejects.toThrow('timed out');
  {
    await using lease = await pool.lease();
    expect(lease.connection).toBeDefined();
  }
  console.log(pool.stats());
});
