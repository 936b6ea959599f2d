import { requireServers, startMariadb, startPostgres } from '@outpool/test-servers';
import { describe } from 'vitest';
import { driverCases } from './driver-cases.js';
import { mariadbSubject, odbcString, postgresSubject } from './subjects.js';

describe.skipIf(!requireServers('odbc', 'postgres', 'mariadb'))('ODBC', () => {
  driverCases('odbc to PostgreSQL', async () => {
    const server = await startPostgres();
    return await postgresSubject(server, { driver: 'odbc', connectionString: odbcString(server) }, ['parsed json', 'decimals']);
  });

  driverCases('odbc to MariaDB', async () => {
    const server = await startMariadb();
    return mariadbSubject(server, { driver: 'odbc', connectionString: odbcString(server) }, ['decimals', 'resets']);
  });
});
