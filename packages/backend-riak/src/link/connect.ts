import { connect as connectSocket, type Socket } from 'node:net';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { RpbAuthReq, RpbAuthResp } from '../messages/riak.js';
import { Link, type LinkOptions } from './link.js';
import { startTls } from './start-tls.js';

export interface ConnectOptions extends LinkOptions {
  readonly address: string;
  readonly port: number;
  /** Who logs in. A user of a certificate source has an empty password. */
  readonly credentials?: { readonly user: string; readonly password: string } | undefined;
  /** What `tls.connect` takes. The connection is encrypted when it is given, or credentials are. */
  readonly tls?: TlsOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects, starts TLS and logs in, as far as that is asked for.
 * @throws the signal's reason as soon as it aborts
 */
export async function connect(options: ConnectOptions, lost?: (reason: unknown) => void): Promise<Link> {
  const { address, port, credentials, signal } = options;
  signal?.throwIfAborted();
  // Keep-alive: nobody else notices that a firewall has dropped an idle connection.
  const socket = connectSocket({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  socket.on('error', () => undefined); // each step listens for itself; between two of them nobody does
  const abort = (): void => {
    socket.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  let connected = false;
  try {
    await opened(socket);
    const tls = options.tls ?? (credentials && {});
    const link = new Link(tls === undefined ? socket : await startTls(socket, { host: address, ...tls }), options, (reason) => {
      if (connected) lost?.(reason);
    });
    // The server takes 5 s to refuse a login; whoever connects has a limit for all of it.
    if (credentials !== undefined) await link.call(RpbAuthReq, credentials, RpbAuthResp, { timeoutMs: options.timeoutMs });
    signal?.throwIfAborted();
    if (link.failure !== undefined) throw link.failure;
    connected = true;
    return link;
  } catch (error) {
    socket.destroy();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed before it was there')));
  });
}
