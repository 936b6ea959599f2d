import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Endpoint, readTls } from '@outpool/contract';
import type { SocketSettings } from '../rdbms-options.js';

/** What a server knows a session by, for whoever wants to cancel its statement. */
export interface SessionKey {
  readonly processID: number;
  readonly secretKey: number;
}

/**
 * Opens a socket to the server and agrees with it on encryption. pg could do both, but gives nothing to destroy while
 * it does, knows no `prefer`, and overrules `serverName`.
 * @param place where the server is; its host is what the certificate must name
 * @param address where to connect to instead of the host's name
 * @throws what the socket or TLS reports, or the signal's reason; nothing is left open then
 */
export async function openSocket(
  { host, port }: Endpoint,
  tls: SocketSettings['tls'],
  signal: AbortSignal,
  address = host,
): Promise<Socket> {
  const local = host.startsWith('/');
  const encryption = local || tls.mode === 'disable' ? undefined : await readTls(tls, host);
  signal.throwIfAborted();
  const socket = local ? connectTcp(`${host}/.s.PGSQL.${port}`) : connectTcp(port, address);
  socket.on('error', () => undefined); // who waits for it hears of it; when nobody does, 'close' follows
  try {
    await next(socket, 'connect', signal);
    socket.setNoDelay(true).setKeepAlive(true, 30_000);
    if (encryption === undefined) return socket;

    socket.write(message(80_877_103));
    const answer = String(await next<Buffer>(socket, 'data', signal));
    if (answer === 'N' && tls.mode === 'prefer') return socket;
    if (answer === 'N') throw new Error('the server has no TLS (tls.mode is require)');
    // More than the one letter would be words from before the encryption, from anybody: CVE-2021-23222.
    if (answer !== 'S') throw new Error('the server answered the request for TLS with something else than yes or no');
    const secure = connectTls({ socket, host, ...encryption });
    secure.on('error', () => undefined);
    await next(secure, 'secureConnect', signal);
    return secure;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * Asks the server to cancel what a session is running. Settles when the server has passed that on: from then on it
 * cannot hit a later statement.
 */
export async function cancelOnServer(
  { place, tls, address, key }: { place: Endpoint; tls: SocketSettings['tls']; address: string | undefined; key: SessionKey },
  signal: AbortSignal,
): Promise<void> {
  const socket = await openSocket(place, tls, signal, address);
  try {
    socket.resume().write(message(80_877_102, key.processID, key.secretKey));
    await next(socket, 'close', signal);
  } finally {
    socket.destroy();
  }
}

/** A message of the kind that comes before a session: its length, a number that says which, and its fields. */
function message(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * numbers.length);
  for (const [index, number] of [bytes.length, ...numbers].entries()) bytes.writeInt32BE(number, 4 * index);
  return bytes;
}

/** Waits for an event of a socket that may fail, close or be given up before. */
function next<Value>(socket: Socket, event: string, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const closed = (): void => settle(() => reject(new Error('the server closed the connection')));
    const failed = (error: unknown): void => settle(() => reject(error));
    const aborted = (): void => settle(() => reject(signal.reason));
    const came = (value: Value): void => settle(() => resolve(value));
    const settle = (act: () => void): void => {
      socket.off(event, came).off('error', failed).off('close', closed);
      signal.removeEventListener('abort', aborted);
      act();
    };
    socket.once(event, came).once('error', failed).once('close', closed);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
  });
}
