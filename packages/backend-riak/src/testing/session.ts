import type { Store } from './store.js';

/** What an operation knows about the connection and the server behind it. */
export interface Session {
  readonly store: Store;
  readonly node: string;
  readonly version: string;
  /** Addresses of the nodes that are up. */
  readonly members: readonly { readonly address: string; readonly port: number }[];
  /** What the client has called itself. */
  clientId: Buffer;
  /** Resolves after so long, or when the connection ends. */
  wait(ms: number): Promise<void>;
}
