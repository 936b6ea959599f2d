import type { Call } from '../worker/call.js';
import type { Worker } from '../worker/worker.js';

/** With a call: lend it the worker. Without: let a worker that serves run empty, or let one that runs empty serve again. */
type LeaseStep = { readonly worker: Worker; readonly call?: Call };

/**
 * The next step on the way to where, of shared workers, every empty one is lent to the oldest lease that may have it,
 * and just so many others run empty as leases wait. A pure choice, from nothing but how things are now: to be taken
 * again until it names no step.
 *
 * @param oldest the first of the leases that wait; each names its worker if it needs that one
 */
export function nextLeaseStep(oldest: Call | undefined, workers: readonly Worker[]): LeaseStep | undefined {
  const free = workers.filter((worker) => worker.ready || worker.away === 'emptying').sort((one, other) => rank(one) - rank(other));
  for (let call = oldest; call !== undefined && free.length > 0; call = call.behind) {
    const at = call.worker === undefined ? 0 : free.indexOf(call.worker as Worker);
    if (at === -1) continue;
    const [worker] = free.splice(at, 1) as [Worker];
    if (worker.running === 0) return { worker, call };
    if (worker.ready) return { worker };
  }
  const worker = free.find(({ ready }) => !ready);
  return worker && { worker };
}

/** Empty ones first, then those that run empty already, then the least loaded. */
const rank = ({ running, ready, load }: Worker): number => (running === 0 ? -1 : ready ? load : 0);
