import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoint, untilAborted } from '@outpool/contract';
import type { Redis } from 'ioredis';
import { soon } from './ask-servers.js';
import { dialServer } from './dial-server.js';
import { findMaster } from './find-master.js';
import type { SentinelSettings } from './redis-options.js';

/** What a Sentinel says when it has a new master: the one that made the change, and the others. */
const NEWS = ['+promoted-slave', '+switch-master', '+config-update-from'];
/** How often a Sentinel is asked whether it is still there, and one that is not, whether it is again. */
const PULSE_MS = 2_000;

/**
 * Listens to the Sentinels of a pool while it has connections to their master. A master that was replaced does not
 * know: it goes on as one for ten seconds after a change by hand, or for good behind a broken network, and whatever it
 * confirms then is thrown away.
 */
export class MasterWatch {
  readonly #sentinel: SentinelSettings;
  readonly #replaced = new Map<Redis, (reason: Error) => void>();
  #listening: AbortController | undefined;

  constructor(sentinel: SentinelSettings) {
    this.#sentinel = sentinel;
  }

  /** @param replaced is told, once at most and until the connection ends, that the master is another */
  join(client: Redis, replaced: (reason: Error) => void): void {
    this.#replaced.set(client, replaced);
    client.once('end', () => this.#leave(client));
    if (this.#listening !== undefined) void this.#compare(this.#listening.signal);
    else {
      this.#listening = new AbortController();
      for (const server of this.#sentinel.servers) void this.#listen(server, this.#listening.signal);
    }
  }

  #leave(client: Redis): void {
    this.#replaced.delete(client);
    if (this.#replaced.size > 0) return;
    this.#listening?.abort();
    this.#listening = undefined;
  }

  /** Never rejects. */
  async #listen(server: Endpoint, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#hear(server, signal).catch(() => undefined); // the others are there meanwhile
      await sleep(PULSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #hear(server: Endpoint, signal: AbortSignal): Promise<void> {
    const client = await dialServer(server, this.#sentinel, {}, soon(signal));
    try {
      client.on('message', () => void this.#compare(signal));
      await untilAborted(client.subscribe(...NEWS), soon(signal));
      void this.#compare(signal); // for what was said before
      for (;;) {
        await sleep(PULSE_MS, undefined, { signal, ref: false });
        await untilAborted(client.ping(), soon(signal));
      }
    } finally {
      client.disconnect();
    }
  }

  /** Takes the news only for the reason to ask: it may be old. */
  async #compare(signal: AbortSignal): Promise<void> {
    const connections = [...this.#replaced];
    const { master: name } = this.#sentinel;
    const master = await findMaster(this.#sentinel, soon(signal)).catch(() => undefined);
    if (master === undefined) return; // whoever answers again says it then
    for (const [client, replaced] of connections) {
      const { host, port } = client.options;
      if ((host === master.host && port === master.port) || !this.#replaced.delete(client)) continue;
      replaced(new Error(`the Sentinels have replaced ${host}:${port}: the master of "${name}" is ${master.host}:${master.port} now`));
    }
  }
}
