import { requireServers, type SlapdPair, type SlapdServer, startSlapd, startSlapdPair } from '@outpool/test-servers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dn, filter, type LdapConnection } from '../src/index.js';
import { adminOf, connected, drivers } from './attempt.js';

describe.skipIf(!requireServers('slapd')).each(drivers)('what a job can do, by %s', (driver) => {
  let server: SlapdServer;
  beforeAll(async () => {
    server = await startSlapd({ people: 250, config: ['sizelimit size.soft=200 size.hard=1000 size.pr=100 size.prtotal=unlimited'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** As somebody whom the server's limits are for: the administrator has none. */
  const asPerson = <Result>(job: (ldap: LdapConnection) => Promise<Result>): Promise<Result> =>
    connected({ ...adminOf(server, { driver }), rootDn: `uid=u0,${server.people}`, password: 'pw0' }, job);
  const asAdmin = <Result>(job: (ldap: LdapConnection) => Promise<Result>): Promise<Result> => connected(adminOf(server, { driver }), job);

  it('finds entries by scope, filter and attributes', async () => {
    await asAdmin(async (ldap) => {
      const { entries, references, truncated } = await ldap.search(server.people, { filter: '(uid=u7)', attributes: ['cn', 'sn'] });
      expect(entries).toEqual([{ dn: `uid=u7,${server.people}`, attributes: { cn: ['Person 7'], sn: ['7'] }, binary: {} }]);
      expect([references, truncated]).toEqual([[], false]);
      expect((await ldap.search(server.people, { scope: 'base' })).entries.map(({ dn }) => dn)).toEqual([server.people]);
      expect((await ldap.search(server.suffix, { scope: 'one' })).entries).toHaveLength(1);
      expect((await ldap.search(server.people, { filter: '(|(uid=u1)(cn=Person 2))' })).entries).toHaveLength(2);
      expect((await ldap.search(server.people, { filter: '(&(objectClass=person)(!(uid=u*))(cn=*))' })).entries).toHaveLength(0);
      expect((await ldap.search(server.people, { filter: '(uid=u24*)', attributes: ['1.1'] })).entries).toHaveLength(11);
      expect((await ldap.search(server.people, { filter: '(cn:caseExactMatch:=Person 9)' })).entries).toHaveLength(1);
      const [names] = (await ldap.search(server.people, { filter: '(uid=u7)', typesOnly: true, attributes: ['cn'] })).entries;
      expect(names?.attributes).toEqual({ cn: [] });
    });
  });

  it('asks for attributes by number, which ldapjs cannot write', async () => {
    await asAdmin(async (ldap) => {
      const asked = ldap.search(server.people, { filter: '(uid=u7)', attributes: ['2.5.4.3'] });
      if (driver === 'ldapjs') await expect(asked).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      else expect((await asked).entries[0]?.attributes).toEqual({ cn: ['Person 7'] });
      expect((await ldap.search(server.people, { filter: '(uid=u7)' })).entries).toHaveLength(1);
    });
  });

  it('stops at the size limit of the caller and says so, and fails at that of the server', async () => {
    await asPerson(async (ldap) => {
      const { entries, truncated } = await ldap.search(server.people, { sizeLimit: 20 });
      expect([entries.length, truncated]).toEqual([20, true]);
      expect((await ldap.search(server.people, { sizeLimit: 400, timeLimitMs: 2_500 })).truncated).toBe(false);
      await expect(ldap.search(server.people)).rejects.toMatchObject({
        code: 'SIZE_LIMIT_EXCEEDED',
        message: expect.stringContaining('200 entries'),
      });
      let seen = 0;
      const limited = async () => {
        for await (const { entries } of ldap.pages(server.people, { pageSize: 50, sizeLimit: 120 })) seen += entries.length;
      };
      await limited();
      expect(seen).toBe(120);
    });
  });

  it('reads page by page what the server would not give at once', async () => {
    await asPerson(async (ldap) => {
      const sizes: number[] = [];
      for await (const { entries } of ldap.pages(server.people, { pageSize: 100, filter: '(uid=*)' })) sizes.push(entries.length);
      expect(sizes).toEqual([100, 100, 50]);
      const names: string[] = [];
      for await (const { attributes } of ldap.entries(server.people, { pageSize: 60, filter: '(uid=*)' }))
        names.push(attributes.uid?.[0] ?? '');
      expect(new Set(names).size).toBe(250);
    });
  });

  it('reads several searches page by page at once, and another after one that was left early', async () => {
    await asAdmin(async (ldap) => {
      const read = async (pageSize: number): Promise<number> => {
        let count = 0;
        for await (const _ of ldap.entries(server.people, { pageSize, filter: '(uid=*)' })) count++;
        return count;
      };
      expect(await Promise.all([read(30), read(70), read(110)])).toEqual([250, 250, 250]);
      for await (const entry of ldap.entries(server.people, { pageSize: 10, filter: '(uid=*)' })) {
        expect(entry.dn).not.toBe('');
        break;
      }
      expect(await read(40)).toBe(250);
      await expect.poll(() => server.connections()).toBe(1);
    });
  });

  it('ends a search by pages between two of them when its signal aborts, and pages again', async () => {
    await asAdmin(async (ldap) => {
      const controller = new AbortController();
      let pages = 0;
      const read = async (): Promise<void> => {
        for await (const _ of ldap.pages(server.people, { pageSize: 50, signal: controller.signal }))
          if (++pages === 2) controller.abort(new Error('enough'));
      };
      await expect(read()).rejects.toThrow('enough');
      expect(pages).toBe(2);
      let count = 0;
      for await (const { entries } of ldap.pages(server.people, { pageSize: 100, filter: '(uid=*)' })) count += entries.length;
      expect(count).toBe(250);
    });
  });

  it('adds, compares, modifies, renames, moves and deletes', async () => {
    await asAdmin(async (ldap) => {
      const ada = dn`cn=Ada,${dn`ou=people,dc=pool,dc=test`}`;
      await ldap.add(ada, { objectClass: ['inetOrgPerson'], cn: 'Ada', sn: 'Lovelace', mail: ['a@pool.test', 'b@pool.test'] });
      expect(await ldap.compare(ada, 'sn', 'lovelace')).toBe(true);
      expect(await ldap.compare(ada, 'sn', 'Hopper')).toBe(false);
      const changes = [{ add: { title: 'Countess' } }, { delete: { mail: 'a@pool.test' } }, { replace: { sn: 'King' } }];
      await ldap.modify(ada, changes);
      const of = async (name: unknown) =>
        (await ldap.search(String(name), { scope: 'base', attributes: ['title', 'mail', 'sn', 'cn'] })).entries[0];
      expect((await of(ada))?.attributes).toEqual({ cn: ['Ada'], sn: ['King'], mail: ['b@pool.test'], title: ['Countess'] });
      await ldap.modify(ada, { delete: ['title', 'mail'] });
      expect((await of(ada))?.attributes).toEqual({ cn: ['Ada'], sn: ['King'] });
      await ldap.modifyDn(ada, { newRdn: 'cn=Ada King', deleteOldRdn: false });
      expect((await of(`cn=Ada King,${server.people}`))?.attributes.cn?.toSorted()).toEqual(['Ada', 'Ada King']);
      await ldap.modifyDn(`cn=Ada King,${server.people}`, { newRdn: 'cn=Countess', newSuperior: server.suffix });
      expect((await of(`cn=Countess,${server.suffix}`))?.attributes.cn?.toSorted()).toEqual(['Ada', 'Countess']);
      await ldap.delete(`cn=Countess,${server.suffix}`);
      await expect(of(`cn=Countess,${server.suffix}`)).rejects.toMatchObject({
        code: 'NO_SUCH_OBJECT',
        resultCode: 32,
        matchedDn: server.suffix,
      });
    });
  });

  it('writes and reads bytes that are no text', async () => {
    await asAdmin(async (ldap) => {
      const photo = Buffer.from([0, 1, 0xff, 0xfe, 0x80, 0x28, 0x2a]);
      const name = `uid=photo,${server.people}`;
      await ldap.add(name, {
        objectClass: 'inetOrgPerson',
        uid: 'photo',
        cn: 'é',
        sn: '日本',
        jpegPhoto: photo,
        userPassword: new Uint8Array([112, 119]),
      });
      const [entry] = (
        await ldap.search(server.people, { filter: '(uid=photo)', attributes: ['jpegPhoto', 'cn', 'sn'], binary: ['JPEGPHOTO'] })
      ).entries;
      expect(entry).toEqual({ dn: name, attributes: { cn: ['é'], sn: ['日本'] }, binary: { jpegPhoto: [photo] } });
      expect((await ldap.search(server.people, { filter: filter`(cn=${Buffer.from('é')})` })).entries).toHaveLength(1);
      expect((await ldap.search(server.people, { filter: '(sn=\\e6\\97\\a5*)' })).entries).toHaveLength(1);
      await ldap.bind(name, 'pw');
      await ldap.delete(name);
    });
  });

  it('checks passwords on a connection of its own, and stays who it is', async () => {
    await asAdmin(async (ldap) => {
      await ldap.bind(`uid=u3,${server.people}`, 'pw3');
      await expect(ldap.bind(`uid=u3,${server.people}`, 'pw4')).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS', resultCode: 49 });
      await expect(ldap.bind(`uid=u3,${server.people}`, '')).rejects.toMatchObject({ code: 'EMPTY_PASSWORD' });
      await expect(ldap.bind('', 'pw3')).rejects.toMatchObject({ code: 'EMPTY_PASSWORD' });
      await Promise.all(Array.from({ length: 20 }, (_, n) => ldap.bind(`uid=u${n},${server.people}`, `pw${n}`)));
      expect(await ldap.whoAmI()).toBe(`dn:${server.rootDn}`);
      await expect.poll(() => server.connections()).toBe(1);
    });
  });

  it('checks many passwords with few connections, in the order in which they came, and gives up those that are not wanted any more', async () => {
    await asAdmin(async (ldap) => {
      const controller = new AbortController();
      const answers: number[] = [];
      let most = 0;
      const checks = Array.from({ length: 100 }, async (_, n) => {
        await ldap.bind(`uid=u${n},${server.people}`, `pw${n}`);
        answers.push(n);
      });
      const unwanted = ldap.bind(`uid=u1,${server.people}`, 'pw1', { signal: controller.signal });
      controller.abort(new Error('enough'));
      await expect(unwanted).rejects.toThrow('enough');
      while (answers.length < 100) most = Math.max(most, await server.connections());
      await Promise.all(checks);
      expect(most).toBeLessThanOrEqual(30); // ten, and those that the server has not heard the goodbye of
      expect(new Set(answers.slice(0, 30)).has(99)).toBe(false);
      await expect.poll(() => server.connections()).toBe(1);
    });
  });

  it('asks who it is, and sets passwords or lets the server make one up', async () => {
    await asPerson(async (ldap) => expect(await ldap.whoAmI()).toBe(`dn:uid=u0,${server.people}`));
    await connected({ servers: [{ host: server.host, port: server.port }], driver }, async (ldap) => expect(await ldap.whoAmI()).toBe(''));
    await asAdmin(async (ldap) => {
      const user = `uid=u5,${server.people}`;
      expect(await ldap.modifyPassword({ user, newPassword: 'pässword, new' })).toBe(undefined);
      await ldap.bind(user, 'pässword, new');
      const made = await ldap.modifyPassword({ user });
      expect(made).toMatch(/^.{6,}$/);
      await ldap.bind(user, String(made));
      await expect(ldap.modifyPassword({ user, newPassword: '' })).rejects.toMatchObject({ code: 'EMPTY_PASSWORD' });
      const { oid, value } = await ldap.extended('1.3.6.1.4.1.4203.1.11.3');
      expect([oid, value?.toString()]).toEqual([undefined, `dn:${server.rootDn}`]);
      await expect(ldap.extended('1.2.3.4.5', Buffer.of(0xff))).rejects.toMatchObject({ code: 'PROTOCOL_ERROR' });
    });
  });

  it('abandons what its signal aborts, and the connection serves on', async () => {
    await asAdmin(async (ldap) => {
      const controller = new AbortController();
      const under = ldap.search(server.people, { signal: controller.signal });
      controller.abort(new Error('enough'));
      await expect(under).rejects.toThrow('enough');
      await expect(ldap.search(server.people, { signal: controller.signal })).rejects.toThrow('enough');
      const abandoned = Array.from({ length: 30 }, async () => {
        const soon = new AbortController();
        setImmediate(() => soon.abort(new Error('enough')));
        await expect(ldap.search(server.people, { signal: soon.signal })).rejects.toThrow('enough');
      });
      await Promise.all(abandoned);
      expect((await ldap.search(server.people, { filter: '(uid=u1)' })).entries).toHaveLength(1);
      const { searchEntries } = await server.ask((client) =>
        client.search('cn=Abandon,cn=Operations,cn=Monitor', { scope: 'base', attributes: ['monitorOpCompleted'] }),
      );
      expect(Number(searchEntries[0]?.monitorOpCompleted)).toBeGreaterThan(0);
    });
  });
});

describe.skipIf(!requireServers('slapd')).each(drivers)('referrals, by %s', (driver) => {
  let pair: SlapdPair;
  let other: SlapdServer;
  beforeAll(async () => {
    other = await startSlapd({ people: 3 });
    // An entry that stands for a part of the tree on another server, which calls it otherwise.
    const part = `
dn: ou=elsewhere,dc=pool,dc=test
objectClass: referral
objectClass: extensibleObject
ou: elsewhere
ref: ldap://${other.host}:${other.port}/ou=people,dc=pool,dc=test
`;
    pair = await startSlapdPair({ people: 2, ldif: part });
  });
  afterAll(async () => {
    await pair[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });
  let name = 0;
  beforeEach(() => {
    name++;
  });
  const entry = { objectClass: 'inetOrgPerson', cn: 'x', sn: 'x' };

  it('are reported, with where they lead, when a copy is written to', async () => {
    const { provider, consumer } = pair;
    await connected(adminOf(consumer, { driver }), async (ldap) => {
      const target = `uid=reported${name},${consumer.people}`;
      const refused = ldap.add(target, { ...entry, uid: `reported${name}` });
      const referrals = [`ldap://${provider.host}:${provider.port}/${target}`];
      await expect(refused).rejects.toMatchObject({ code: 'REFERRAL', resultCode: 10, referrals });
      expect(await provider.count(`(uid=reported${name})`)).toBe(0);
    });
  });

  it('are followed when that is asked for', async () => {
    const { provider, consumer } = pair;
    await connected(adminOf(consumer, { driver }), async (ldap) => {
      const target = `uid=followed${name},${consumer.people}`;
      await ldap.add(target, { ...entry, uid: `followed${name}` }, { referrals: 'follow' });
      expect(await provider.count(`(uid=followed${name})`)).toBe(1);
      await ldap.modify(target, { replace: { sn: 'y' } }, { referrals: 'follow' });
      await pair.inSync();
      expect(await ldap.compare(target, 'sn', 'y')).toBe(true);
      await expect.poll(() => consumer.connections()).toBe(1);
    });
  });

  it('of a search are listed, or searched', async () => {
    const { consumer } = pair;
    await connected(adminOf(consumer, { driver }), async (ldap) => {
      const here = await ldap.search(consumer.suffix, { filter: '(uid=u*)' });
      expect(here.entries).toHaveLength(2);
      expect(here.references).toEqual([`ldap://${other.host}:${other.port}/ou=people,dc=pool,dc=test??sub`]);
      const all = await ldap.search(consumer.suffix, { filter: '(uid=u*)', referrals: 'follow' });
      expect([all.entries.length, all.references]).toEqual([5, []]);
      const part = `ou=elsewhere,${consumer.suffix}`;
      await expect(ldap.search(part)).rejects.toMatchObject({ code: 'REFERRAL' });
      expect((await ldap.search(part, { filter: '(uid=u*)', referrals: 'follow' })).entries).toHaveLength(3);
    });
  });

  it('that lead nowhere, or round and round, fail in time', async () => {
    await using lost = await startSlapd({
      ldif: `
dn: ou=nowhere,dc=pool,dc=test
objectClass: referral
objectClass: extensibleObject
ou: nowhere
ref: ldap://127.0.0.1:1/ou=people,dc=pool,dc=test
`,
    });
    const loop = `ou=loop,${lost.suffix}`;
    await lost.stop();
    await lost.load(
      `dn: ${loop}\nobjectClass: referral\nobjectClass: extensibleObject\nou: loop\nref: ldap://${lost.host}:${lost.port}/${loop}\n`,
    );
    await lost.start();
    await connected(adminOf(lost, { driver }), async (ldap, attempt) => {
      const nowhere = ldap.search(`ou=nowhere,${lost.suffix}`, { referrals: 'follow' });
      await expect(nowhere).rejects.toMatchObject({ code: 'ENDED', message: expect.stringContaining('127.0.0.1:1 ') });
      await expect(ldap.search(loop, { referrals: 'follow' })).rejects.toMatchObject({ code: 'REFERRAL_LOOP' });
      expect(attempt.losses).toEqual([]);
      await expect.poll(() => lost.connections()).toBe(1);
    });
  });
});
