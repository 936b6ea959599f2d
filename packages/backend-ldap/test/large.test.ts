import { setTimeout as sleep } from 'node:timers/promises';
import { requireServers, type SlapdServer, startSlapd } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminOf, connected, drivers } from './attempt.js';

const ENTRIES = 100_000;
const MIB = 1024 ** 2;

describe.skipIf(!requireServers('slapd'))('a directory of 100,000 entries', () => {
  let server: SlapdServer;
  beforeAll(async () => {
    server = await startSlapd();
    await server.stop();
    const entries = Array.from(
      { length: ENTRIES },
      (_, n) => `dn: uid=p${n},${server.people}\nobjectClass: account\nuid: p${n}\ndescription: ${'x'.repeat(400)}\n`,
    );
    await server.load(entries.join('\n'));
    await server.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const filter = '(objectClass=account)';

  it.each(drivers)(
    'is read page by page at the pace of a slow reader, in little memory, while others are served, by %s',
    async (driver) => {
      await connected(adminOf(server, { driver }), async (ldap) => {
        let count = 0;
        let most = 0;
        let least = Number.POSITIVE_INFINITY;
        for await (const { entries } of ldap.pages(server.people, { pageSize: 1_000, filter })) {
          count += entries.length;
          await sleep(5);
          const { heapUsed, external } = process.memoryUsage();
          most = Math.max(most, heapUsed + external);
          least = Math.min(least, heapUsed + external);
          if (count % 10_000 !== 0) continue;
          const other = await ldap.search(`uid=p${count - 1},${server.people}`, { scope: 'base', attributes: ['uid'] });
          expect(other.entries).toHaveLength(1);
        }
        expect(count).toBe(ENTRIES);
        // Kept, their 400 letters each alone would be 40 MB, and what came from the server that much again.
        expect(most - least).toBeLessThan(60 * MIB);
      });
    },
  );

  it.each(drivers)('comes all at once for who asks for that, by %s', async (driver) => {
    await connected(adminOf(server, { driver }), async (ldap) => {
      const { entries } = await ldap.search(server.people, { filter, attributes: ['uid'] });
      expect(new Set(entries.map(({ attributes }) => attributes.uid?.[0])).size).toBe(ENTRIES);
    });
  });
});
