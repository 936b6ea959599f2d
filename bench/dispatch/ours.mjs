import { callerLoop } from '../lib/rounds.mjs';
import { load } from '../lib/sources.mjs';
import { makeJob } from './rivals.mjs';

/** Pools over connections that are plain objects, from the built core or from another build of it. */
export async function outpool(folder) {
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

  /** One started pool, every option at its default but those given, all workers connected. */
  return async function startPool(pool = {}, { connection = {}, clock } = {}) {
    const pools = createOutgoingPools({ outgoingPools: [{ type: 'memory', pool, connection }] }, { backends: [Memory], clock });
    await pools.start();
    const started = pools.get('memory');
    const { min } = started.stats().workers;
    while (started.stats().workers.ready < min) await new Promise((resolve) => setImmediate(resolve));
    return { pool: started, stop: () => pools.stop({ graceMs: 0 }) };
  };
}

/** Ours as a contender: ten workers and nothing else configured. */
export async function ours(name, folder) {
  const { pool, stop } = await (await outpool(folder))();
  return { name, pool, stop, caller: (job) => callerLoop('sum += await pool.call(job);', { pool, job: makeJob(job) }) };
}
