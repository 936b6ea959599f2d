import { callerLoop } from '../lib/rounds.mjs';
import { outpool } from './ours.mjs';
import { rivals } from './rivals.mjs';

/** What most cases run on a connection: as little as a job can do and still be one. */
export const ASYNC_JOB = 'async (c) => { c.v++; return c.n; }';

/** A pool of ours for the rounds, `caller(job)` makes the loop of one of its callers. `folder`: another build of the core. */
export async function ourContender(name, folder, poolOptions) {
  const { pool, stop } = await (await outpool(folder))(poolOptions);
  return { name, pool, stop, caller: (job) => callerLoop('sum += await pool.call(job);', { pool, job: makeJob(job) }) };
}

/** Ours, and another build of ours beside it when `against` names one. */
export async function ourContenders(against) {
  const all = [await ourContender('ours')];
  if (against !== undefined) all.push(await ourContender('base', against));
  return all;
}

/** The four rivals. Their job stands in the caller's own loop: the cheapest form. A synchronous one is not awaited. */
export async function rivalContenders(options) {
  return (await rivals(options)).map(({ name, pool, call, stop }) => ({
    name,
    stop,
    caller: (job) => {
      const run = job.startsWith('async') ? 'sum += await job(c)' : 'sum += job(c)';
      return callerLoop(call(run), { pool, job: makeJob(job) });
    },
  }));
}

let jobs = 0;
/** A job with a source text of its own, see `callerLoop`. */
export function makeJob(source) {
  return new Function(`return ${source}; // job ${++jobs}`)();
}
