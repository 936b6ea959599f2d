import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Endpoint, readTls, type TlsOptions } from '@outpool/contract';

export interface SocketSetup {
  readonly endpoint: Endpoint;
  /** Absent: in clear. */
  readonly tls: TlsOptions | undefined;
  readonly localAddress: string | undefined;
  readonly autoSelectFamily: boolean;
  readonly autoSelectFamilyAttemptTimeout: number;
}

/**
 * One socket to a server, its TLS handshake done. The files of `tls` are read anew. Rejects with the error of Node.js,
 * or with the reason of the signal; then nothing is left open.
 */
export async function openSocket(setup: SocketSetup, signal: AbortSignal): Promise<Socket> {
  const { endpoint, localAddress, autoSelectFamily, autoSelectFamilyAttemptTimeout } = setup;
  const tls = setup.tls && (await readTls(setup.tls, endpoint.host));
  signal.throwIfAborted();
  const target = { ...endpoint, autoSelectFamily, autoSelectFamilyAttemptTimeout, ...(localAddress !== undefined && { localAddress }) };
  const socket = tls ? connectTls({ ALPNProtocols: ['http/1.1'], ...target, ...tls }) : connectTcp(target);
  socket.setNoDelay(true).setKeepAlive(true, 60_000);
  // Kept for good: a socket that nobody else listens to must not end the process.
  socket.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const settled = (): void => signal.removeEventListener('abort', abort);
    const abort = (): void => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort);
    socket.once(tls ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection before it was ready')));
    socket.once(tls ? 'secureConnect' : 'connect', settled).once('close', settled);
  });
}
