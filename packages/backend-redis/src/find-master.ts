import { type Endpoint, untilAborted } from '@outpool/contract';
import { askAll } from './ask-servers.js';
import { dialServer } from './dial-server.js';
import type { SentinelSettings } from './redis-options.js';

interface Opinion {
  readonly server: Endpoint;
  /** Counts the changes of masters. */
  readonly epoch: number;
}

/**
 * Asks the Sentinels who the master is. After a change they do not all know at once, and one that was cut off may name
 * the last one for long, which may still take writes: so whoever knows of most changes is believed.
 */
export async function findMaster({ servers, master, ...login }: SentinelSettings, signal: AbortSignal): Promise<Endpoint> {
  const opinions = await askAll('Sentinel', servers, signal, async (server, patience): Promise<Opinion> => {
    const client = await dialServer(server, login, {}, patience);
    try {
      // In this order: should a change come between the two, the new master stands with the old number, which does no harm.
      const known = client.call('SENTINEL', 'MASTER', master).catch(() => undefined); // it may be forbidden
      const named = client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master);
      const [facts, address] = await untilAborted(Promise.all([known, named]), patience);
      if (!Array.isArray(address)) throw new Error(`it knows no master "${master}"`);
      return { server: { host: String(address[0]), port: Number(address[1]) }, epoch: epochIn(facts) };
    } finally {
      client.disconnect();
    }
  });
  return opinions.reduce((best, other) => (other.epoch > best.epoch ? other : best)).server;
}

function epochIn(facts: unknown): number {
  if (!Array.isArray(facts)) return -1;
  const at = facts.indexOf('config-epoch');
  return at < 0 ? -1 : Number(facts[at + 1]);
}
