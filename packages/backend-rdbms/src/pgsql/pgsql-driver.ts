import type { Socket } from 'node:net';
import type { Endpoint } from '@outpool/contract';
import { loadClient } from '../load-client.js';
import type { Attempt, Session } from '../rdbms-driver.js';
import type { SocketSettings } from '../rdbms-options.js';
import { typeParser } from './pgsql-query.js';
import { PgsqlSession } from './pgsql-session.js';
import { openSocket } from './pgsql-socket.js';

/** Logs in to a PostgreSQL server. */
export async function connectPgsql(settings: SocketSettings, attempt: Attempt, place: Endpoint): Promise<Session> {
  const { signal } = attempt;
  const pg = await loadClient('pgsql', 'pg', () => import('pg'));
  const password = await settings.password?.read();
  const socket = await openSocket(place, settings.tls, signal);
  const client = new pg.Client({
    user: settings.username,
    database: settings.database,
    // A function, since pg would take the place of a password that is left out from its environment.
    password: () => password as string,
    application_name: settings.applicationName,
    types: { getTypeParser: (oid, format) => typeParser(pg, oid, format) },
    ssl: false, // the socket sees to that
    stream: () => alreadyConnected(socket),
  });
  const session = new PgsqlSession(pg, client, socket, { settings, attempt, place });
  const abort = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    if (signal.aborted) abort();
    await client.connect();
    return session;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** pg insists on dialing by itself; it is told that this has been done. */
function alreadyConnected(socket: Socket): Socket {
  socket.connect = () => {
    process.nextTick(() => socket.emit('connect'));
    return socket;
  };
  return socket;
}
