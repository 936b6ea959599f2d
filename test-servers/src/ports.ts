import { createServer } from 'node:net';
import { takePort } from './run-folder.js';

// Below Linux's range for outgoing connections (32768-60999), so that no client takes the port of a server that is
// down for a moment and is to come back on it.
const FIRST = 12_000;
const LAST = 31_000;

/** A port of 127.0.0.1 that nobody listens on and that no other server of this run gets. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (takePort(port) && (await canListen(port))) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
