export { NatsBackend } from './nats-backend.js';
export { NatsConnection } from './nats-connection.js';
export type { NatsOptions } from './nats-options.js';
