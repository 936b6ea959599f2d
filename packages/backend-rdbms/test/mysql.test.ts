import { requireServers, startMariadb } from '@outpool/test-servers';
import { describe } from 'vitest';
import { optionsFor } from './attempt.js';
import { driverCases } from './driver-cases.js';
import { mariadbSubject } from './subjects.js';

describe.skipIf(!requireServers('mariadb'))('MariaDB', () => {
  driverCases('mysql', async () => {
    const server = await startMariadb();
    return mariadbSubject(server, optionsFor(server));
  });
});
