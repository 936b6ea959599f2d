import { connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

export interface SocketTarget {
  /** Where to: host and port, or the path of a Unix socket; whatever else `net.connect` takes. */
  readonly to: NetConnectOpts & { readonly host?: string };
  /** What `readTls` gave. Absent: in clear. */
  readonly tls?: ConnectionOptions | undefined;
  /** A socket that leads there already; TLS goes over it. */
  readonly through?: Socket | undefined;
}

/**
 * One connected socket, its TLS handshake done, without delay and kept alive. Rejects with the error of Node.js, or with
 * the reason of the signal; then nothing is left open. It never ends the process for want of a listener.
 */
export async function openSocket({ to, tls, through }: SocketTarget, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = tls ? connectTls({ ...to, ...tls, ...(through && { socket: through }) }) : (through ?? connectTcp(to));
  socket.setNoDelay(true).setKeepAlive(true, 60_000);
  // Kept for good.
  socket.on('error', () => undefined);
  if (socket === through) return socket;
  return new Promise((resolve, reject) => {
    const ready = tls ? 'secureConnect' : 'connect';
    const settled = (): void => signal.removeEventListener('abort', abort);
    const abort = (): void => {
      socket.destroy();
      through?.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort);
    socket.once(ready, () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection before it was ready')));
    socket.once(ready, settled).once('close', settled);
  });
}
