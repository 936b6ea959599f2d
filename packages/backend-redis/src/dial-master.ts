import { type Endpoint, untilAborted } from '@outpool/contract';
import type { Redis } from 'ioredis';
import { askInTurn, soon } from './ask-in-turn.js';
import { type ClientOptions, dialServer, type Login } from './dial-server.js';
import type { SentinelSettings } from './redis-options.js';

/**
 * Connects to the server that a Sentinel calls the master. One that hangs is soon given up: the Sentinels are about to name another.
 * @throws Error when none of them says, or the server says otherwise: Sentinels take a moment to learn what they have decided
 */
export async function dialMaster(sentinel: SentinelSettings, login: Login, more: ClientOptions, signal: AbortSignal): Promise<Redis> {
  const client = await dialServer(await findMaster(sentinel, signal), login, more, soon(signal));
  try {
    const [role] = await untilAborted(client.role(), soon(signal));
    if (role !== 'master') throw new Error(`the server that a Sentinel calls the master of "${sentinel.master}" says that it is a ${role}`);
    return client;
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

function findMaster({ servers, master, ...login }: SentinelSettings, signal: AbortSignal): Promise<Endpoint> {
  return askInTurn('Sentinel', servers, signal, async (server, patience) => {
    const client = await dialServer(server, login, {}, patience);
    try {
      const address = await untilAborted(client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master), patience);
      if (!Array.isArray(address)) throw new Error(`it knows no master "${master}"`);
      return { host: String(address[0]), port: Number(address[1]) };
    } finally {
      client.disconnect();
    }
  });
}
