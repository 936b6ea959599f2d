import type { ElasticConnection } from './elastic-connection.js';
import type { ElasticOptions } from './elastic-options.js';

export type { BulkFailure, BulkOperation, BulkOptions, BulkResult } from './bulk.js';
export { elasticClientOver, openSearchClientOver } from './client-over.js';
export type { ClusterHealth, Hit, SearchAnswer, StoredDocument, WriteAnswer } from './elastic-answers.js';
export { ElasticBackend } from './elastic-backend.js';
export type { ElasticConnection } from './elastic-connection.js';
export { ElasticError, type ElasticErrorCode } from './elastic-error.js';
export type { ElasticAnswer } from './elastic-exchange.js';
export type { ElasticOptions } from './elastic-options.js';
export { type ElasticPool, type HitsOptions, pointInTimeOver, scrollOver } from './hits-over.js';
export type { ElasticRequest, RequestOptions } from './wire.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    elastic: { options: ElasticOptions; connection: ElasticConnection };
  }
}
