import { untilAborted } from '@outpool/contract';
import type { Connection } from 'odbc';
import { loadClient } from '../load-client.js';
import type { Attempt, Session } from '../rdbms-driver.js';
import type { OdbcSettings } from '../rdbms-options.js';
import { type Dialect, mysql, postgres } from '../sql/dialect.js';
import { OdbcSession } from './odbc-session.js';

/** ODBC counts parameters in 15 bits, and has one kind of placeholder. */
const viaOdbc = (dialect: Dialect): Dialect => ({ ...dialect, placeholders: 'marks', writesTuples: false, maxParams: 32_767 });
const dialects = { postgres: viaOdbc(postgres), mysql: viaOdbc(mysql) };

/** Connects through the driver manager of ODBC, to PostgreSQL, MySQL or MariaDB. */
export async function connectOdbc(settings: OdbcSettings, attempt: Attempt): Promise<Session> {
  const { default: odbc } = await loadClient('odbc', 'odbc', () => import('odbc'));
  const connectionString = await settings.connectionString.read();
  const connect = (signal: AbortSignal): Promise<Connection> => {
    signal.throwIfAborted();
    const dialing = odbc.connect(connectionString);
    // ODBC cannot be told to give up: a connection that comes later is closed then.
    return untilAborted(dialing, signal).catch((error) => {
      dialing.then((late) => late.close()).catch(() => undefined);
      throw error;
    });
  };
  const client = await connect(attempt.signal);
  const opening = open(client);
  try {
    const { dialect, session } = await untilAborted(opening, attempt.signal);
    return new OdbcSession(client, dialect, session, { connect, attempt, settings });
  } catch (error) {
    // Not before its statement has ended: freed under it, a connection takes the process with it.
    opening
      .catch(() => undefined)
      .then(() => client.close())
      .catch(() => undefined);
    throw error;
  }
}

/** Finds out whom it speaks to, and begins as every session does. */
async function open(client: Connection): Promise<{ dialect: Dialect; session: number }> {
  const [product] = await client.query<{ version: string }>('SELECT version() AS version');
  const dialect = product?.version.startsWith('PostgreSQL') ? dialects.postgres : dialects.mysql;
  const [row] = await client.query<{ session: number | bigint }>(dialect.session);
  await client.query(dialect.settle);
  return { dialect, session: Number(row?.session) };
}
