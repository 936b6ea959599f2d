import { requireServers, startPostgres } from '@outpool/test-servers';
import { describe } from 'vitest';
import { optionsFor } from './attempt.js';
import { driverCases } from './driver-cases.js';
import { postgresSubject } from './subjects.js';

describe.skipIf(!requireServers('postgres'))('PostgreSQL', () => {
  driverCases('pgsql', async () => {
    const server = await startPostgres();
    return await postgresSubject(server, optionsFor(server));
  });
});
