import { EventEmitter } from 'node:events';
import genericPool from 'generic-pool';
import { Pool as LightningPool } from 'lightning-pool';
import PgPool from 'pg-pool';
import { Pool as TarnPool } from 'tarn';

const NEVER = 2 ** 31 - 1;

export const rivalNames = ['tarn', 'generic-pool', 'lightning-pool', 'pg-pool'];

/** Just enough of a `pg.Client` for pg-pool. */
class FakeClient extends EventEmitter {
  static made = 0;
  v = 0;
  n = FakeClient.made++;
  _queryable = true;
  _ending = false;
  #delayMs;

  constructor({ delayMs }) {
    super();
    this.#delayMs = delayMs;
  }

  connect(callback) {
    if (this.#delayMs > 0) setTimeout(callback, this.#delayMs);
    else process.nextTick(callback);
  }

  end(callback) {
    callback?.();
  }
}

/**
 * The four pools in their cheapest form, warm: nothing is validated, reset, logged or closed for being idle. Each with
 * the code that makes one call of it: acquire, run the job, release, without the try/finally that a program needs.
 * @param {{ max?: number, warm?: number, delayMs?: number, timeoutMs?: number, only?: string }} options with `timeoutMs` each pool bounds acquiring by itself. tarn always does
 */
export async function rivals({ max = 10, warm = max, delayMs = 0, timeoutMs, only } = {}) {
  let made = 0;
  const create = async () => {
    made++;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    return { v: 0, n: made };
  };
  const destroy = async () => {};

  const tarn = new TarnPool({ create, destroy, min: 0, max, idleTimeoutMillis: NEVER, acquireTimeoutMillis: timeoutMs ?? 30_000 });
  const generic = genericPool.createPool(
    { create, destroy },
    { min: 0, max, ...(timeoutMs === undefined ? {} : { acquireTimeoutMillis: timeoutMs }) },
  );
  const lightning = new LightningPool(
    { create, destroy },
    { min: 0, max, maxQueue: 1_000_000, validation: false, idleTimeoutMillis: NEVER, acquireTimeoutMillis: timeoutMs ?? 0 },
  );
  const pg = new PgPool({ Client: FakeClient, max, delayMs, idleTimeoutMillis: 0, connectionTimeoutMillis: timeoutMs ?? 0 });

  const every = [
    {
      name: 'tarn',
      pool: tarn,
      call: (job) => `const c = await pool.acquire().promise; ${job}; pool.release(c);`,
      acquire: () => tarn.acquire().promise,
      release: (resource) => tarn.release(resource),
      opened: () => tarn.numUsed() + tarn.numFree() + tarn.numPendingCreates(),
      stop: () => tarn.destroy(),
    },
    {
      name: 'generic-pool',
      pool: generic,
      call: (job) => `const c = await pool.acquire(); ${job}; pool.release(c);`,
      acquire: () => generic.acquire(),
      release: (resource) => generic.release(resource),
      opened: () => generic.size,
      stop: () => generic.drain().then(() => generic.clear()),
    },
    {
      name: 'lightning-pool',
      pool: lightning,
      call: (job) => `const c = await pool.acquire(); ${job}; pool.release(c);`,
      acquire: () => lightning.acquire(),
      release: (resource) => lightning.release(resource),
      opened: () => lightning.size + lightning.creating,
      stop: () => lightning.close(0),
    },
    {
      name: 'pg-pool',
      pool: pg,
      call: (job) => `const c = await pool.connect(); ${job}; c.release();`,
      acquire: () => pg.connect(),
      release: (client) => client.release(),
      opened: () => pg.totalCount,
      stop: () => pg.end(),
    },
  ];
  const all = every.filter(({ name }) => only === undefined || name === only);
  await Promise.all(
    all.map(async ({ acquire, release }) => {
      const taken = await Promise.all(Array.from({ length: warm }, acquire));
      for (const resource of taken) release(resource);
    }),
  );
  return all;
}
