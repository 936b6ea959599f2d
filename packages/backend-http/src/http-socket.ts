import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type Endpoint, readTls, type TlsOptions } from '@outpool/contract';
import { openTunnel, type ProxySettings } from './proxy-tunnel.js';

export interface SocketSetup {
  readonly endpoint: Endpoint;
  /** Absent: in clear. */
  readonly tls: TlsOptions | undefined;
  /** Offered to the server in the TLS handshake, the best first. */
  readonly protocols: string[];
  readonly socketPath: string | undefined;
  readonly proxy: ProxySettings | undefined;
  readonly localAddress: string | undefined;
  readonly autoSelectFamily: boolean;
  readonly autoSelectFamilyAttemptTimeout: number;
}

/**
 * One socket to a server, its TLS handshake done. The files of `tls` are read anew. Rejects with the error of Node.js,
 * or with the reason of the signal; then nothing is left open.
 */
export async function openSocket(setup: SocketSetup, signal: AbortSignal): Promise<Socket> {
  const tls = setup.tls && { ALPNProtocols: setup.protocols, ...(await readTls(setup.tls, setup.endpoint.host)) };
  signal.throwIfAborted();
  const tunnel = setup.proxy && (await openTunnel(setup.proxy, setup.endpoint, signal));
  const socket = connect(setup, tls, tunnel);
  socket.setNoDelay(true).setKeepAlive(true, 60_000);
  // Kept for good: a socket that nobody else listens to must not end the process.
  socket.on('error', () => undefined);
  if (socket === tunnel) return socket;
  return new Promise((resolve, reject) => {
    const ready = tls ? 'secureConnect' : 'connect';
    const settled = (): void => signal.removeEventListener('abort', abort);
    const abort = (): void => {
      socket.destroy();
      tunnel?.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort);
    socket.once(ready, () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection before it was ready')));
    socket.once(ready, settled).once('close', settled);
  });
}

function connect(setup: SocketSetup, tls: ConnectionOptions | undefined, tunnel: Socket | undefined): Socket {
  const { endpoint, socketPath, localAddress, autoSelectFamily, autoSelectFamilyAttemptTimeout } = setup;
  const direct = { ...endpoint, autoSelectFamily, autoSelectFamilyAttemptTimeout, ...(localAddress !== undefined && { localAddress }) };
  const to = socketPath === undefined ? direct : { path: socketPath, host: endpoint.host };
  if (tls === undefined) return tunnel ?? connectTcp(to);
  return connectTls({ ...to, ...tls, ...(tunnel && { socket: tunnel }) });
}

/** True when HTTP/2 was agreed upon in the handshake. */
export function speaksHttp2(socket: Socket): boolean {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
}
