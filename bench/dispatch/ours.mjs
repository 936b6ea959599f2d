import { load } from '../lib/sources.mjs';

/** The built core, or another build of it, with a backend whose connections are plain objects. */
async function memory(folder) {
  const { backend, createOutgoingPools, z } = await load('core', folder);

  class Memory {
    options = z.strictObject({ delayMs: z.number().default(0) });
    async connect({ worker, options }) {
      if (options.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
      return { v: 0, n: worker };
    }
    async close() {}
  }
  backend({ type: 'memory' })(Memory);
  return { createOutgoingPools, backends: [Memory] };
}

/** Makes single pools, from the built core or from another build of it. */
export async function outpool(folder) {
  const { createOutgoingPools, backends } = await memory(folder);

  /** One started pool, every option at its default but those given, and what stops it. */
  return async function startPool(pool = {}, { connection = {}, clock, strategies = [] } = {}) {
    const pools = createOutgoingPools({ outgoingPools: [{ type: 'memory', pool, connection }] }, { backends, strategies, clock });
    await pools.start();
    const started = pools.get('memory');
    return { pool: started, stop: () => pools.stop({ graceMs: 0 }) };
  };
}

/** Makes so many pools in one set, every option at its default. */
export async function outpools(folder) {
  const { createOutgoingPools, backends } = await memory(folder);
  return async (count) => {
    const outgoingPools = Array.from({ length: count }, (_, i) => ({ type: 'memory', tag: `pool-${i}` }));
    const pools = createOutgoingPools({ outgoingPools }, { backends });
    await pools.start();
    return outgoingPools.map(({ tag }) => pools.get('memory', undefined, tag));
  };
}
