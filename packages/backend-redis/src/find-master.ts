import { type Endpoint, untilAborted } from '@outpool/core/contract';
import { askInTurn } from './ask-in-turn.js';
import { dialServer } from './dial-server.js';
import type { SentinelSettings } from './redis-options.js';

/** Asks the Sentinels where the master is now. @throws Error when none of them says */
export function findMaster({ servers, master, ...login }: SentinelSettings, signal: AbortSignal): Promise<Endpoint> {
  return askInTurn('Sentinel', servers, signal, async (server, soon) => {
    const client = await dialServer(server, login, {}, soon);
    try {
      const address = await untilAborted(client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master), soon);
      if (!Array.isArray(address)) throw new Error(`it knows no master "${master}"`);
      return { host: String(address[0]), port: Number(address[1]) };
    } finally {
      client.disconnect();
    }
  });
}
