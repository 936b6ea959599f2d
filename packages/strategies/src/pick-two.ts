import type { WorkerView } from '@outpool/contract';

/** Two different workers, each pair as likely; the same one twice where there is no other. */
export function pickTwo(workers: readonly WorkerView[], random: () => number): readonly [WorkerView, WorkerView] {
  const one = Math.floor(random() * workers.length);
  // One place fewer: those from the first choice on move up.
  const other = workers.length === 1 ? one : Math.floor(random() * (workers.length - 1));
  return [workers[one] as WorkerView, workers[workers.length > 1 && other >= one ? other + 1 : other] as WorkerView];
}

export function hasRoom(worker: WorkerView): boolean {
  return worker.running < worker.capacity;
}
