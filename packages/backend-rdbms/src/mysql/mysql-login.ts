import type { Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type Endpoint, readTls } from '@outpool/contract';
import type { Connection } from 'mysql2';
import type { SocketSettings } from '../rdbms-options.js';

/** What mysql2's Connection has and its types leave out. */
interface Wire {
  stream: Socket;
  readonly packetParser: { execute(data: Buffer): void };
  startTLS(done: (error?: Error) => void): void;
}

/**
 * Opens a connection, login included.
 * @throws what mysql2, the socket or TLS reports, or the signal's reason; nothing is left open then
 */
export async function login(
  mysql2: typeof import('mysql2'),
  settings: SocketSettings,
  { host, port }: Endpoint,
  signal: AbortSignal,
): Promise<Connection> {
  const local = host.startsWith('/');
  const encryption = local || settings.tls.mode === 'disable' ? undefined : await readTls(settings.tls, host);
  const password = await settings.password?.read();
  signal.throwIfAborted();
  const connection = mysql2.createConnection({
    ...(local ? { socketPath: host } : { host, port }),
    user: settings.username,
    database: settings.database,
    ...(password !== undefined && { password }),
    ...(encryption !== undefined && { ssl: {} }),
    connectTimeout: 0, // the signal's business
    connectAttributes: { program_name: settings.applicationName },
    maxPreparedStatements: settings.preparedStatements,
    // What does not fit a number, or is no moment in time, comes as text.
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: ['DATE'],
    timezone: 'Z',
  });
  if (encryption !== undefined) encryptBy(connection as unknown as Wire, { host, ...encryption });
  await new Promise<void>((resolve, reject) => {
    const settle = (act: () => void): void => {
      signal.removeEventListener('abort', abort);
      connection.off('connect', connected);
      act();
    };
    const connected = (): void => settle(resolve);
    const abort = (): void => failed(signal.reason);
    const failed = (error: unknown): void => {
      connection.destroy();
      settle(() => reject(error));
    };
    signal.addEventListener('abort', abort, { once: true });
    connection.once('connect', connected).on('error', failed); // stays: one without a listener would end the process
  });
  return connection;
}

/** mysql2 knows less of TLS than a `tls` block says: it checks an address against `localhost`, and takes no name to check instead. */
function encryptBy(connection: Wire, encryption: ConnectionOptions): void {
  connection.startTLS = (done) => {
    const plain = connection.stream;
    plain.removeAllListeners('data');
    const secure = connectTls({ ...encryption, socket: plain }, () => done());
    secure.on('error', (error) => (secure.authorized || secure.getCipher()?.version ? plain.destroy(error) : done(error)));
    secure.on('data', (data: Buffer) => connection.packetParser.execute(data));
    connection.stream = secure;
  };
}
