import type { RdbmsConnection } from './queryable.js';
import type { RdbmsOptions } from './rdbms-options.js';

export type { Queryable, QueryOptions, RdbmsConnection, Row, StreamOptions, Transaction, TransactionOptions } from './queryable.js';
export { RdbmsBackend } from './rdbms-backend.js';
export type { Field, QueryResult } from './rdbms-driver.js';
export { type ErrorKind, RdbmsError } from './rdbms-error.js';
export type { RdbmsOptions } from './rdbms-options.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    rdbms: { options: RdbmsOptions; connection: RdbmsConnection };
  }
}
