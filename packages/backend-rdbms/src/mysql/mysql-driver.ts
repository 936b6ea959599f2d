import type { Endpoint } from '@outpool/contract';
import { loadClient } from '../load-client.js';
import type { Attempt, Session } from '../rdbms-driver.js';
import type { SocketSettings } from '../rdbms-options.js';
import { mysql } from '../sql/dialect.js';
import { login } from './mysql-login.js';
import { MysqlSession } from './mysql-session.js';

/** Logs in to a MySQL or MariaDB server. */
export async function connectMysql(settings: SocketSettings, attempt: Attempt, place: Endpoint): Promise<Session> {
  const { default: mysql2 } = await loadClient('mysql', 'mysql2', () => import('mysql2'));
  const connect = (signal: AbortSignal) => login(mysql2, settings, place, signal);
  const session = new MysqlSession(await connect(attempt.signal), connect, attempt);
  try {
    await session.run({ sql: mysql.settle, params: [], prepared: false });
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
