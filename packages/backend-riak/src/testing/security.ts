import type { Socket } from 'node:net';
import { createServer, TLSSocket } from 'node:tls';
import { ServerError } from './server-error.js';

/** A user, and how he proves who he is. */
export interface UserOptions {
  /** Left out: no password lets him in. */
  readonly password?: string;
  /** A certificate whose common name is his lets him in. */
  readonly certificate?: boolean;
  /** Permissions, `riak_kv.get`; left out: all. */
  readonly grants?: readonly string[];
}

export interface SecurityOptions {
  /** Certificate and key of the server, PEM. */
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of clients, PEM. */
  readonly ca?: string;
  readonly users: Readonly<Record<string, UserOptions>>;
  /** How long a failed login takes, in ms. Default 5000, as on a real server. */
  readonly failureMs?: number;
}

/** TLS and logins. */
export class Security {
  readonly #options: SecurityOptions;
  readonly failureMs: number;

  constructor(options: SecurityOptions) {
    this.#options = options;
    this.failureMs = options.failureMs ?? 5_000;
  }

  /** Begins TLS on a connection. A client's certificate is asked for, and must hold when one comes. */
  secure(socket: Socket): Promise<TLSSocket> {
    const { cert, key, ca } = this.#options;
    const server = createServer({
      cert,
      key,
      ...(ca && { ca }),
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: false,
    });
    return new Promise((resolve) => {
      server.once('secureConnection', (secure) => {
        if (!secure.authorized && Object.keys(secure.getPeerCertificate()).length > 0) secure.destroy();
        resolve(secure);
      });
      server.once('tlsClientError', () => socket.destroy());
      server.emit('connection', socket);
    });
  }

  /** True when that is the user. */
  admits(user: string, password: string, socket: Socket): boolean {
    const known = this.#user(user);
    if (known === undefined) return false;
    const shown = known.certificate && socket instanceof TLSSocket ? socket.getPeerCertificate().subject?.CN : undefined;
    if (typeof shown === 'string' && shown.toLowerCase() === user.toLowerCase()) return true;
    return known.password !== undefined && known.password === password;
  }

  /** @throws ServerError when the user may not do it */
  check(user: string, permission: string, place: string): void {
    const { grants } = this.#user(user) ?? {};
    if (grants === undefined || grants.includes(permission)) return;
    throw new ServerError(`Permission denied: User '${user}' does not have '${permission}' on ${place}`);
  }

  /** Names of users are kept in small letters. */
  #user(name: string): UserOptions | undefined {
    return Object.entries(this.#options.users).find(([user]) => user.toLowerCase() === name.toLowerCase())?.[1];
  }
}
