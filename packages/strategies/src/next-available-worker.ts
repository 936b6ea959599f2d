import { AvailableWorker } from './available-worker.js';

/** As `available_worker`, but a call that finds nobody fails at once. Choose it to shed load instead of queueing it. */
export class NextAvailableWorker extends AvailableWorker {
  override readonly whenNone = 'fail';
}
