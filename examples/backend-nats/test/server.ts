import { ServerProcess } from './server-process.js';

/** A real nats-server, which keeps nothing when it is killed. */
export const nats = (...more: string[]): ServerProcess =>
  new ServerProcess((port) => ['nats-server', '--addr', '127.0.0.1', '--port', String(port), '--log', '/dev/null', ...more]);
