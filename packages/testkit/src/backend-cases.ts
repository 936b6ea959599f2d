import type { OutgoingPoolsOptions } from '@outpool/core';
import type { Backend, CallContext } from '@outpool/contract';
import type { Capabilities } from './capabilities.js';
import type { Runner, Skip } from './runner.js';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A live server that the cases may kill. */
export interface TestServer extends Address {
  /** Ends it at once, as `kill -9` does. Resolves when it is dead. */
  kill(): Promise<unknown>;
  /** Starts it again at the same address. Resolves when it takes connections. */
  restart(): Promise<unknown>;
}

/** A backend and how to use it. Cases that need what is left out are skipped, visibly. */
export interface BackendCases<Connection = unknown> extends Runner {
  /** Heads the suite. */
  readonly name: string;
  /** The decorated class. Not needed with a `factory`. */
  readonly backend?: new (
    ...args: never[]
  ) => Backend<unknown, Connection>;
  /** Makes the backend, where its constructor has parameters. Its class must be decorated. */
  factory?(): Backend<unknown, Connection>;
  /** The same as `factory`, beside a `backend` and a `container`. */
  create?(): Backend<unknown, Connection>;
  /** What the pools resolve the class `backend` in when its constructor has parameters. */
  readonly container?: NonNullable<OutgoingPoolsOptions['container']>;
  /** What the backend can do, and why not what it cannot. It decides which cases run. */
  readonly capabilities?: Capabilities;
  /** Connection options, as people write them, for a live server. */
  options(): unknown;
  /** A cheap call that succeeds. */
  work(connection: Connection, context: CallContext): Promise<unknown>;
  /** A call that fails and leaves the connection sound: a refused statement, say. */
  failWork?(connection: Connection, context: CallContext): Promise<unknown>;
  /** A call that takes 20 s or more. It ends early when its signal aborts, if the client library can do that. */
  slowWork?(connection: Connection, context: CallContext): Promise<unknown>;
  /** A call that gives its text back, so that answers can be told apart. */
  echo?(connection: Connection, text: string, context: CallContext): Promise<unknown>;
  /** Ends one connection from outside: the server's session, the thread. Used where there is no `server` to kill. */
  sever?(connection: Connection): unknown;
  /** The server behind `options`, for the cases that kill it. */
  readonly server?: TestServer;
  /** The same options with another address, for the cases that put a fault proxy or nobody in the server's place. */
  proxied?(address: Address): unknown;
  /** The same options with a login that the server refuses. */
  denied?(): unknown;
  /** What stands in the options and must never be seen in an error: passwords, tokens. */
  readonly secrets?: readonly string[];
  /** False for a backend without a network: the network's cases are left out. Default true. */
  readonly network?: boolean;
  /** Cases that do not hold, each with the reason. */
  readonly skip?: readonly Skip[];
}
