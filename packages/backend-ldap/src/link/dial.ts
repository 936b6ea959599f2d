import { createConnection, type Socket } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { type Endpoint, readTls } from '@outpool/contract';
import type { LdapDriver } from '../drivers/ldap-driver.js';
import { LdapError } from '../ldap-error.js';
import type { LdapSettings } from '../ldap-options.js';
import { Link } from './link.js';

/** Keep-alive: nobody else notices that a firewall has dropped an idle connection. */
const SOCKET = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 };

export interface Dialled {
  readonly settings: LdapSettings;
  readonly driver: LdapDriver;
  readonly endpoint: Endpoint;
}

/** Who binds on a connection; without a name it is anonymous. */
export interface Identity {
  readonly dn: string;
  readonly password: string;
}

/** The identity of the options. @throws LdapError `EMPTY_PASSWORD` */
export async function configuredIdentity({ rootDn, password }: LdapSettings): Promise<Identity> {
  const identity = { dn: rootDn, password: await password.read() };
  if (rootDn === '' && identity.password === '') return identity;
  return checked(identity);
}

/** @throws LdapError `EMPTY_PASSWORD`: a server lets in whoever names a DN and no password, as nobody */
export function checked(identity: Identity): Identity {
  const { dn, password } = identity;
  // Whoever writes JavaScript may pass nothing, of which the libraries make an empty password.
  const isEmpty = typeof password !== 'string' || password === '';
  if (!isEmpty && dn !== '') return identity;
  const missing = isEmpty ? `the password of "${dn}" is empty` : 'there is a password, but no DN';
  throw new LdapError('EMPTY_PASSWORD', `${missing}: the server would take that for an anonymous bind`);
}

/**
 * Connects, encrypts and binds, as far as the options say so: whoever gets the link may use it.
 * @throws the signal's reason as soon as it aborts; what the network, TLS or the server says
 */
export async function dial(to: Dialled, identity: Identity, signal: AbortSignal, lost: (reason: unknown) => void): Promise<Link> {
  const { settings, driver, endpoint } = to;
  const { encrypt, startTls, maxMessageBytes } = settings;
  const tls = settings.tls && { host: endpoint.host, ...(await readTls(settings.tls, endpoint.host)) };
  signal.throwIfAborted();
  let isThere = false;
  const socket = createConnection({ ...SOCKET, host: endpoint.host, port: endpoint.port });
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await once(socket, 'connect');
    const secure = tls !== undefined && encrypt === 'tls' ? await encrypted(socket, tls) : socket;
    const link = new Link(secure, driver, maxMessageBytes, (reason) => isThere && lost(reason));
    if (tls !== undefined && startTls) await link.startTls(tls, signal);
    // Bound even if it is nobody: a server that lets nobody in says so here.
    await link.request({ op: 'bind', ...identity }, signal);
    if (link.fault !== undefined) throw link.fault;
    isThere = true;
    return link;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function encrypted(socket: Socket, options: ConnectionOptions): Promise<Socket> {
  const secure = connect({ ...options, socket });
  await once(secure, 'secureConnect');
  return secure;
}

/** Resolves with the event, rejects with the end of the socket. */
function once(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason: unknown = new Error('the server closed the connection before it was there');
    socket.once(event, resolve);
    socket.on('error', (error) => {
      reason = error;
    });
    socket.once('close', () => reject(reason));
  });
}
