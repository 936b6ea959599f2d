import type { RabbitConnection } from './rabbit-connection.js';
import type { RabbitOptions } from './rabbit-options.js';

export type { Content } from './confirms.js';
export type { Consumer, ConsumeOptions } from './consumer.js';
export { RabbitBackend } from './rabbit-backend.js';
export type { RabbitConnection, RequestOptions } from './rabbit-connection.js';
export { isRabbitError, RabbitError, type RabbitErrorCode } from './rabbit-error.js';
export type { RabbitOptions } from './rabbit-options.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    rabbit: { options: RabbitOptions; connection: RabbitConnection };
  }
}
