import type { Socket } from 'node:net';
import { type Endpoint, openSocket, readTls, type TlsOptions } from '@outpool/core/contract';
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
export async function openHttpSocket(setup: SocketSetup, signal: AbortSignal): Promise<Socket> {
  const { endpoint, socketPath, localAddress, autoSelectFamily, autoSelectFamilyAttemptTimeout } = setup;
  const tls = setup.tls && { ALPNProtocols: setup.protocols, ...(await readTls(setup.tls, endpoint.host)) };
  signal.throwIfAborted();
  const through = setup.proxy && (await openTunnel(setup.proxy, endpoint, signal));
  const direct = { ...endpoint, autoSelectFamily, autoSelectFamilyAttemptTimeout, ...(localAddress !== undefined && { localAddress }) };
  const to = socketPath === undefined ? direct : { path: socketPath, host: endpoint.host };
  return openSocket({ to, tls, through }, signal);
}

/** True when HTTP/2 was agreed upon in the handshake. */
export function speaksHttp2(socket: Socket): boolean {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
}
