import { ServerProcess } from './server-process.js';

/** A real memcached, which keeps nothing when it is killed. As root it wants to be told whom to become. */
export const memcached = (...more: string[]): ServerProcess =>
  new ServerProcess((port) => {
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    return ['memcached', '-l', '127.0.0.1', '-p', String(port), '-U', '0', '-t', '2', ...user, ...more];
  });
