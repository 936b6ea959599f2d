// What strangers implement. A backend imports this door and its client library, nothing else.
import 'reflect-metadata'; // tsyringe refuses to load without it

export { inject } from 'tsyringe';
export { z } from 'zod';
export * from './backend.js';
export type * from './clock.js';
export * from './fields.js';
export type * from './job.js';
export { type BackendDeclaration, backend, CONTRACT_VERSION, strategy } from './manifest.js';
export type * from './pool-events.js';
export * from './pool-key.js';
export type { OverrunHandler, PoolOptions, PoolSettings } from './pool-options.js';
export type * from './schema.js';
export * from './secret.js';
export type * from './strategy.js';
export * from './tls.js';
export * from './tokens.js';
export * from './until-aborted.js';
