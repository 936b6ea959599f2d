import type { Endpoint, WorkerView } from '@outpool/contract';

/** A worker that is nothing but its numbers. */
export interface FakeWorker extends WorkerView {
  running: number;
  queued: number;
}

export function worker(index: number, { capacity = 1_000, endpoint }: { capacity?: number; endpoint?: Endpoint } = {}): FakeWorker {
  return {
    index,
    capacity,
    endpoint,
    running: 0,
    queued: 0,
    get load() {
      return this.running + this.queued;
    },
  };
}

/** So many workers of each server. */
export function workersOf(servers: Readonly<Record<string, number>>, capacity?: number): FakeWorker[] {
  const endpoints = Object.entries(servers).flatMap(([server, count]) => {
    const [host = '', port = '1'] = server.split(':');
    return Array.from({ length: count }, () => ({ host, port: Number(port) }));
  });
  return endpoints.map((endpoint, index) => worker(index, { endpoint, ...(capacity !== undefined && { capacity }) }));
}

/** How often each word comes up. */
export function tally(words: Iterable<string | number | undefined>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[`${word}`] = (counts[`${word}`] ?? 0) + 1;
  return counts;
}
