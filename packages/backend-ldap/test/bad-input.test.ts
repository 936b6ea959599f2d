import { createServer, type Server, type Socket } from 'node:net';
import { requireServers, type SlapdServer, startSlapd } from '@outpool/test-servers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dn, filter, type LdapConnection } from '../src/index.js';
import { Attempt, adminOf, connected, drivers, openSockets, poolsOf } from './attempt.js';

/** Every character that means something in a DN (RFC 4514) or in a filter (RFC 4515), and some that may surprise. */
const SPECIAL = ' #"+,;<=>\\*()/é日😀 ';

describe.skipIf(!requireServers('slapd')).each(drivers)('bad and strange input, by %s', (driver) => {
  let server: SlapdServer;
  beforeAll(async () => {
    server = await startSlapd({ people: 2 });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const asAdmin = <Result>(job: (ldap: LdapConnection) => Promise<Result>): Promise<Result> => connected(adminOf(server, { driver }), job);

  it('keeps an entry whose name has every special character, from adding to deleting', async () => {
    await asAdmin(async (ldap) => {
      const base = dn`ou=people,dc=pool,dc=test`;
      const names = [SPECIAL, 'a\\', '\\', '#', 'a,b=c', '+', '""', 'x  y', '#0401ff', 'a\\,b', ' ', '  ', 'ends with \\ '];
      for (const cn of names) {
        const name = dn`cn=${cn},${base}`;
        await ldap.add(name, { objectClass: 'inetOrgPerson', cn, sn: 'x' });
        const { entries } = await ldap.search(server.people, { filter: filter`(cn=${cn})`, attributes: ['cn'] });
        expect(entries.map(({ attributes }) => attributes.cn)).toEqual([[cn]]);
        const found = entries[0]?.dn ?? '';
        expect((await ldap.search(name, { scope: 'base' })).entries.map(({ dn }) => dn)).toEqual([found]);
        // The name as the server writes it leads back to the entry.
        await ldap.modify(found, { replace: { sn: 'y' } });
        await ldap.modifyDn(found, { newRdn: dn`cn=${`${cn}!`}` });
        expect(await ldap.compare(dn`cn=${`${cn}!`},${base}`, 'cn', `${cn}!`)).toBe(true);
        await ldap.delete(dn`cn=${`${cn}!`},${base}`);
      }
      expect(await server.count('(sn=y)')).toBe(0);
    });
  });

  it('lets no value change what a filter asks', async () => {
    await asAdmin(async (ldap) => {
      for (const value of ['*', 'u1)(uid=*', '*)(|(uid=*', 'u\0', '\\2a', 'u1\\', '(', ')', '\0', '&', '']) {
        const { entries } = await ldap.search(server.people, { filter: filter`(uid=${value})` });
        expect([value, entries]).toEqual([value, []]);
      }
      await ldap.add(`uid=star,${server.people}`, { objectClass: 'inetOrgPerson', uid: 'star', cn: '*()\\', sn: 'x' });
      expect((await ldap.search(server.people, { filter: filter`(cn=${'*()\\'})` })).entries).toHaveLength(1);
      expect((await ldap.search(server.people, { filter: filter`(&(cn=*${'()'}*)${filter`(sn=${'x'})`})` })).entries).toHaveLength(1);
      await ldap.delete(`uid=star,${server.people}`);
    });
  });

  it('refuses a filter that is none before anything is sent', async () => {
    await asAdmin(async (ldap) => {
      const bad = [
        '(uid=u1',
        'uid=u1)',
        '(uid=u1)(uid=u2)',
        '()',
        '(&',
        '(uid=\\zz)',
        '(uid=\\2)',
        '(=x)',
        '(uid)',
        '((uid=x))',
        '(u d=x)',
        '(uid=a\0b)',
        '(cn=**)',
        '(cn>=a*)',
        '',
        '('.repeat(200),
        '(&'.repeat(101),
      ];
      for (const filter of bad) await expect(ldap.search(server.people, { filter }), filter).rejects.toMatchObject({ code: 'BAD_FILTER' });
      expect((await ldap.search(server.people, { filter: '(&)' })).entries).toHaveLength(3);
      expect((await ldap.search(server.people, { filter: '(|)' })).entries).toHaveLength(0);
      expect((await ldap.search(server.people, { filter: '(cn;lang-en=x)' })).entries).toHaveLength(0);
      expect((await ldap.search(server.people, { filter: '(0.9.2342.19200300.100.1.1=u1)' })).entries).toHaveLength(1);
    });
  });

  it('refuses what JavaScript lets through and LDAP has no place for', async () => {
    const nothing = undefined as never;
    await asAdmin(async (ldap) => {
      const name = `uid=u1,${server.people}`;
      // Of no password at all the libraries would make an anonymous bind, which the server agrees to.
      for (const password of [nothing, null as never, 7 as never])
        await expect(ldap.bind(name, password)).rejects.toMatchObject({ code: 'EMPTY_PASSWORD' });
      await expect(ldap.add(name, { uidNumber: 5 as never })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        message: expect.stringContaining('uidNumber'),
      });
      await expect(ldap.modify(name, { replace: { cn: [null as never] } })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      for (const sizeLimit of [-1, Number.NaN, 2 ** 40])
        await expect(ldap.search(name, { sizeLimit })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      await expect(ldap.pages(name, { pageSize: 0 }).next()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      expect((await ldap.search(name, { sizeLimit: 1.5, timeLimitMs: 1 })).entries).toHaveLength(1);
      await expect(ldap.search(name, { attributes: [nothing] })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });
    for (const value of [nothing, null as never, ['(uid=*)'] as never, {} as never])
      expect(() => filter`(uid=${value})`).toThrow(TypeError);
    for (const value of [nothing, null as never, {} as never]) expect(() => dn`uid=${value}`).toThrow(TypeError);
  });

  it('names what the server refuses', async () => {
    await asAdmin(async (ldap) => {
      const person = { objectClass: 'inetOrgPerson', cn: 'x', sn: 'x' };
      const cases: [() => Promise<unknown>, string][] = [
        [() => ldap.search('this is no DN'), 'INVALID_DN_SYNTAX'],
        [() => ldap.delete('uid=nobody,dc=elsewhere,dc=test'), 'UNWILLING_TO_PERFORM'],
        [() => ldap.delete(server.people), 'NOT_ALLOWED_ON_NON_LEAF'],
        [() => ldap.add(`uid=u1,${server.people}`, { ...person, uid: 'u1' }), 'ENTRY_ALREADY_EXISTS'],
        [() => ldap.add(`uid=v,${server.people}`, { objectClass: 'inetOrgPerson', uid: 'v' }), 'OBJECT_CLASS_VIOLATION'],
        [() => ldap.add(`uid=v,${server.people}`, { ...person, uid: 'v', noSuchAttribute: 'x' }), 'UNDEFINED_ATTRIBUTE_TYPE'],
        [() => ldap.modify(`uid=u1,${server.people}`, { delete: ['mail'] }), 'NO_SUCH_ATTRIBUTE'],
        [() => ldap.modify(`uid=u1,${server.people}`, { add: { cn: 'Person 1' } }), 'ATTRIBUTE_OR_VALUE_EXISTS'],
        [() => ldap.compare(`uid=u1,${server.people}`, 'mail', 'x'), 'NO_SUCH_ATTRIBUTE'],
        [() => ldap.modifyDn(`uid=u1,${server.people}`, { newRdn: 'no rdn' }), 'INVALID_DN_SYNTAX'],
        [() => ldap.bind(`uid=u1,${server.people}`, 'wrong'), 'INVALID_CREDENTIALS'],
        [() => ldap.bind(`uid=nobody,${server.people}`, 'wrong'), 'INVALID_CREDENTIALS'],
        [() => ldap.bind('this is no DN', 'x'), 'INVALID_DN_SYNTAX'],
      ];
      for (const [call, code] of cases) {
        const error = await call().catch((reason) => reason);
        expect(error).toMatchObject({ name: 'LdapError', code: expect.stringMatching(new RegExp(`^(${code})$`)) });
      }
      expect(await ldap.whoAmI()).toBe(`dn:${server.rootDn}`);
    });
  });

  it('does not start with a wrong password, without one, or with a wrong name, and gives no password away', async () => {
    const before = openSockets();
    const wrong = [
      [{ password: 'swordfish' }, 'invalid credentials (49)'],
      [{ password: '' }, 'would take that for an anonymous bind'],
      [{ rootDn: '', password: 'swordfish' }, 'would take that for an anonymous bind'],
      [{ rootDn: 'this is no DN', password: 'swordfish' }, 'invalid dn syntax (34)'],
      [{ rootDn: `uid=nobody,${server.people}`, password: 'swordfish' }, 'invalid credentials (49)'],
    ] as const;
    for (const [login, text] of wrong) {
      const error = await poolsOf({ startTimeoutMs: 400 }, { ...adminOf(server, { driver }), ...login })
        .start()
        .catch((reason) => reason);
      expect(error.code).toBe('START_FAILED');
      expect(error.message).toContain(text);
      expect(`${error.stack} ${JSON.stringify(error)} ${error.cause?.stack}`).not.toContain('swordfish');
    }
    await expect.poll(openSockets).toBeLessThanOrEqual(before);
  });
});

describe.each(drivers)('a server that is none, by %s', (driver) => {
  const sockets = new Set<Socket>();
  let fake: Server | undefined;
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => (fake === undefined ? resolve(undefined) : fake.close(resolve)));
  });

  /** Answers the first message with the first of these, and so on; with nothing when they are used up. */
  async function answering(...answers: (Buffer | string)[]): Promise<{ host: string; port: number }> {
    const server = createServer((socket) => {
      const left = answers.map((answer) => (typeof answer === 'string' ? Buffer.from(answer.replaceAll(' ', ''), 'hex') : answer));
      sockets.add(socket);
      socket.on('error', () => undefined).on('data', () => socket.write(left.shift() ?? ''));
    });
    fake = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { host: '127.0.0.1', port: (server.address() as { port: number }).port };
  }
  const BOUND = '30 0c 02 01 01 61 07 0a 01 00 04 00 04 00';

  it('that never answers a bind is given up in time, and no socket stays', async () => {
    const place = await answering();
    const before = openSockets();
    const error = await poolsOf({ workers: 2, connectTimeoutMs: 200, startTimeoutMs: 600 }, { servers: [place], driver })
      .start()
      .catch((reason) => reason);
    expect(error.code).toBe('START_FAILED');
    await expect.poll(() => sockets.size > 0 && [...sockets].every(({ closed }) => closed)).toBe(true);
    await expect.poll(openSockets).toBeLessThanOrEqual(before);
  });

  it('that never answers the check of a password does not hold up the pool', async () => {
    const place = await answering(BOUND);
    await using pools = await poolsOf({ workers: 1, cancelGraceMs: 100 }, { servers: [place], driver }).start();
    // The next to bind gets no answer either: it is another connection, and the first message on it is answered with another number.
    fake?.removeAllListeners('connection').on('connection', (socket) => sockets.add(socket.on('error', () => undefined).resume()));
    const pool = pools.get('ldap');
    const call = pool.call((ldap, { signal }) => ldap.bind('cn=x', 'y', { signal }), { timeoutMs: 200 });
    await expect(call).rejects.toMatchObject({ code: 'CALL_TIMEOUT' });
    expect(pool.state).toBe('ready');
    await expect.poll(() => [...sockets].filter(({ closed }) => !closed).length).toBe(1);
  });

  it('that hangs up on the check of a password costs that call and nothing else', async () => {
    const place = await answering(BOUND);
    await using pools = await poolsOf({ workers: 1 }, { servers: [place], driver }).start();
    fake
      ?.removeAllListeners('connection')
      .on('connection', (socket) => socket.on('error', () => undefined).once('data', () => socket.destroy()));
    const pool = pools.get('ldap');
    await expect(pool.call((ldap) => ldap.bind('cn=x', 'y'))).rejects.toMatchObject({ code: 'CONNECTION_LOST', cause: { code: 'ENDED' } });
    expect([pool.state, pool.stats().connections.opened]).toEqual(['ready', 1]);
  });

  it('that is busy, or about to go, is left for another', async () => {
    const done = (id: string, code: string): string => `30 0c 02 01 ${id} 65 07 0a 01 ${code} 04 00 04 00`;
    const place = await answering(BOUND, done('02', '33'));
    await using pools = await poolsOf({ workers: 1 }, { servers: [place], driver }).start();
    const pool = pools.get('ldap');
    await expect(pool.call((ldap) => ldap.search(''))).rejects.toMatchObject({ code: 'BUSY', resultCode: 51 });
    await expect.poll(() => pool.stats().connections.opened).toBe(2);
  });

  it.each([
    ['text', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['a length that LDAP has not', Buffer.from('3080', 'hex')],
    ['a message of 2 GB', Buffer.from('30847fffffff0201', 'hex')],
    ['a message cut off inside', Buffer.from('3009020101610a0a010004', 'hex')],
    ['a message that nobody knows', Buffer.from('30050201024a00', 'hex')],
    ['a message without an operation', Buffer.from('3003020102', 'hex')],
  ])('that sends %s ends its connection and nothing else', async (_, junk) => {
    const place = await answering(BOUND, typeof junk === 'string' ? Buffer.from(junk) : junk);
    const attempt = new Attempt({ servers: [place], driver });
    const ldap = await attempt.connect();
    await expect(ldap.search('')).rejects.toMatchObject({ code: 'ENDED', cause: { code: 'BAD_MESSAGE' } });
    await attempt.lostOnce;
    expect(attempt.losses).toHaveLength(1);
    await expect(ldap.search('')).rejects.toMatchObject({ code: 'ENDED' });
  });

  it('that sends a longer message than is taken ends its connection', async () => {
    const long = Buffer.alloc(5_000, 0x20);
    Buffer.from('30821384', 'hex').copy(long);
    const attempt = new Attempt({ servers: [await answering(BOUND, long)], driver, maxMessageBytes: 1_024 });
    const ldap = await attempt.connect();
    await expect(ldap.search('')).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/5000 bytes, maxMessageBytes allows 1024/) },
    });
  });

  it('that answers twice, late, or what nobody asked is not believed, and served on', async () => {
    const done = (id: string, code = '00'): string => `30 0c 02 01 ${id} 65 07 0a 01 ${code} 04 00 04 00`;
    // To the first search also an answer to one that was never sent, one to the bind, and how far an operation is.
    const place = await answering(BOUND, `${done('63')} ${BOUND} 30 05 02 01 02 79 00 ${done('02')} ${done('02')}`, done('03', '75'));
    const attempt = new Attempt({ servers: [place], driver });
    const ldap = await attempt.connect();
    expect((await ldap.search('')).entries).toEqual([]);
    // 117 is a code that nobody has given a meaning.
    await expect(ldap.search('')).rejects.toMatchObject({ code: 'RESULT_117', resultCode: 117 });
    expect(attempt.losses).toEqual([]);
    await ldap.close();
  });

  it('that says why it hangs up is heard', async () => {
    const notice = `30 43 02 01 00 78 3e 0a 01 34 04 00 04 1f ${Buffer.from('maintenance, back in an hour :)').toString('hex')} 8a 16 ${Buffer.from('1.3.6.1.4.1.1466.20036').toString('hex')}`;
    const place = await answering(BOUND, notice);
    const attempt = new Attempt({ servers: [place], driver });
    const ldap = await attempt.connect();
    setTimeout(() => [...sockets].at(-1)?.end(), 50);
    await expect(ldap.search('')).rejects.toMatchObject({
      code: 'ENDED',
      cause: { code: 'UNAVAILABLE' },
      message: expect.stringContaining('maintenance'),
    });
    expect(await attempt.lostOnce).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
