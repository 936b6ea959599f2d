import type { RdbmsConnection } from './rdbms-connection.js';
import type { RdbmsOptions } from './rdbms-options.js';

export { RdbmsBackend } from './rdbms-backend.js';
export type { Queryable, RdbmsConnection, Transaction } from './rdbms-connection.js';
export type { Field, QueryOptions, QueryResult } from './rdbms-driver.js';
export type { RdbmsOptions } from './rdbms-options.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    rdbms: { options: RdbmsOptions; connection: RdbmsConnection };
  }
}
