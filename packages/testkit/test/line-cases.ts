import type { BackendCases } from '../src/backend-cases.js';
import type { LineConnection } from './line-backend.js';
import { type LineServer, linePassword } from './line-server.js';

/** How the cases use a backend of lines. */
export const lineCases = (server: LineServer) =>
  ({
    name: 'line',
    options: () => ({ host: server.host, port: server.port, password: linePassword }),
    work: (connection, { signal }) => connection.ask('echo hi', signal),
    failWork: (connection, { signal }) => connection.ask('fail', signal),
    slowWork: (connection, { signal }) => connection.ask('slow', signal),
    echo: (connection, text, { signal }) => connection.ask(`echo ${text}`, signal),
    server,
    proxied: ({ host, port }) => ({ host, port, password: linePassword }),
    denied: () => ({ host: server.host, port: server.port, password: 'wrong' }),
    secrets: [linePassword],
    capabilities: { cancel: true, order: true },
  }) satisfies Omit<BackendCases<LineConnection>, 'describe' | 'it' | 'backend'>;
