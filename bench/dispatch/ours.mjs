import { load } from '../lib/sources.mjs';

/** Pools over connections that are plain objects, from the built core or from another build of it. */
export async function outpool(folder) {
  const { backend, createOutgoingPools, z } = await load('core', folder);

  class Memory {
    options = z.strictObject({ delayMs: z.number().default(0), concurrency: z.number().optional() });
    async connect({ worker, options }) {
      if (options.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
      return { v: 0, n: worker };
    }
    async close() {}
  }
  backend({ type: 'memory' })(Memory);

  /** One started pool, every option at its default but those given, and what stops it. */
  return async function startPool(pool = {}, { connection = {}, clock } = {}) {
    const pools = createOutgoingPools({ outgoingPools: [{ type: 'memory', pool, connection }] }, { backends: [Memory], clock });
    await pools.start();
    const started = pools.get('memory');
    return { pool: started, stop: () => pools.stop({ graceMs: 0 }) };
  };
}
