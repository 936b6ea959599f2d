import type { CassandraConnection } from './cassandra-connection.js';
import type { CassandraOptions } from './cassandra-options.js';

export { CassandraBackend } from './cassandra-backend.js';
export type { CassandraConnection, CassandraResult } from './cassandra-connection.js';
export { CassandraError, type CassandraErrorCode, isCassandraError } from './cassandra-error.js';
export type { CassandraOptions } from './cassandra-options.js';
export type { Consistency } from './consistency.js';
export type { ExecuteFailure, ExecuteManyOptions, ExecuteManyResult } from './execute-many.js';
export type { ExecuteOptions } from './execute-options.js';
export type { CassandraNode } from './live-client.js';
export { type CassandraPool, type RowsOptions, rowsOver } from './rows-over.js';
export type { BatchOptions, BatchResult, BatchStatement } from './send-batch.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    cassandra: { options: CassandraOptions; connection: CassandraConnection };
  }
}
