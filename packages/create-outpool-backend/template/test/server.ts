import { fileURLToPath } from 'node:url';
import { ServerProcess } from './server-process.js';

/**
 * The server of all tests. It is a stand-in, so that they run before you have a real one; for that give its program
 * and arguments: `new ServerProcess((port) => ['my-server', '--port', String(port)])`.
 */
export const server = new ServerProcess((port) => [
  process.execPath,
  fileURLToPath(new URL('./sample-server.js', import.meta.url)),
  String(port),
]);
