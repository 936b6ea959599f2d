import { untilAborted } from '@outpool/contract';
import type { Redis } from 'ioredis';
import { soon } from './ask-servers.js';
import { type ClientOptions, dialServer, type Login } from './dial-server.js';
import { findMaster } from './find-master.js';
import type { SentinelSettings } from './redis-options.js';

/**
 * Connects to the server that the Sentinels call the master. One that hangs is soon given up: they are about to name another.
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
