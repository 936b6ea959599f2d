export * from './contract/index.js';
export { type ErrorCode, errorCodes } from './errors/error-codes.js';
export { isPoolError, type Phase, PoolError, type Problem } from './errors/pool-error.js';
export { type EventName, eventCatalogue, onEvent } from './events/events.js';
