import type { RiakClient } from './client/riak-client.js';
import type { RiakOptions } from './riak-options.js';

export { jobs, type RiakJob } from './jobs.js';
export { newest, type Resolver } from './client/resolver.js';
export type { RiakClient } from './client/riak-client.js';
export { RiakError, type RiakErrorCode } from './link/riak-error.js';
export { RiakBackend } from './riak-backend.js';
export type { RiakOptions } from './riak-options.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    riak: { options: RiakOptions; connection: RiakClient };
  }
}
