import type { GenericConnection } from './generic-connection.js';
import type { GenericOptions } from './generic-options.js';

export { GenericBackend } from './generic-backend.js';
export type { GenericConnection, GenericFunction, RunContext } from './generic-connection.js';
export type { GenericOptions } from './generic-options.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    generic: { options: GenericOptions; connection: GenericConnection };
  }
}
