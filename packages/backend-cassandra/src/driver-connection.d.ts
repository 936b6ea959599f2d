// The driver has no types for its inside, and keeps sockets there that nothing else ends.
declare module 'cassandra-driver/lib/connection.js' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';
  import type { ClientOptions } from 'cassandra-driver';

  export default class Connection extends EventEmitter {
    constructor(endpoint: string, protocolVersion: number | null, options: ClientOptions);
    readonly netClient: Socket | undefined;
    readonly connected: boolean;
    keyspace: string | null;
    openAsync(): Promise<void>;
    close(): void;
    _idleTimeout: NodeJS.Timeout | null;
    _setIdleTimeout(): void;
    _idleTimeoutHandler(): void;
  }
}
