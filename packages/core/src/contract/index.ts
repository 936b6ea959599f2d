// What strangers implement. A backend imports this door and its client library, nothing else.
import 'reflect-metadata'; // tsyringe refuses to load without it

export { inject } from 'tsyringe';
export { z } from 'zod';
export {
  type Backend,
  type BackendProblem,
  type ConnectAttempt,
  type ConnectionOf,
  type Endpoint,
  type Fate,
  type FateDetails,
  type OptionsOf,
  type OutpoolBackends,
  type PoolType,
  UnsuitableEndpoint,
} from './backend.js';
export type { Clock, Timer } from './clock.js';
export { type BackendDeclaration, backend, strategy } from './decorators.js';
export type { CallContext, CallOptions, Job } from './job.js';
export { CONTRACT_VERSION } from './manifest.js';
export type { CallOutcome, EndReason, PoolEvents, PoolState } from './pool-events.js';
export { formatKey, keyId, type PoolKey } from './pool-key.js';
export type { OverrunHandler, PoolOptions, PoolSettings } from './pool-options.js';
export type { Schema, SchemaIssue, SchemaResult } from './schema.js';
export { Secret, secret } from './secret.js';
export type { SelectWorker, Strategy, StrategyClass, StrategySetup, WorkerView } from './strategy.js';
export { readTls, type TlsOptions, tlsSchema } from './tls.js';
export { BACKEND, CLOCK, STRATEGY, type Token } from './tokens.js';
