import ldapjs from 'ldapjs';
import { Client } from 'ldapts';
import { measureCallers } from '../lib/callers.mjs';
import { callerLoop } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const sizes = {
  full: { calls: 1_000, warmCalls: 20_000, warmups: 2, rounds: 120, budgetMs: 40_000 },
  quick: { calls: 400, warmCalls: 2_000, warmups: 1, rounds: 30, budgetMs: 2_500 },
  tiny: { calls: 20, warmCalls: 0, warmups: 0, rounds: 1 },
};

/**
 * One entry by its `uid`, with all its attributes, from a real OpenLDAP: through a pool of ours as it comes, by the messages
 * of ldapts and by those of ldapjs, and on one client of either, which does nothing but that. No server, no cases.
 */
export async function run({ size, against }) {
  let server;
  try {
    // A client alone has all the calls of its callers under way on one connection.
    server = await (await loadTestServers()).startSlapd({ people: 1_000, config: ['conn_max_pending_auth 10000'] });
  } catch (error) {
    process.stderr.write(`no OpenLDAP to measure on: ${error.message}\nnode test-servers/install.mjs installs one\n`);
    return [];
  }
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  try {
    const cases = [];
    for (const driver of ['ldapts', 'ldapjs']) {
      const contenders = [await ours(server, driver), await bareLdapts(server), await bareLdapjs(server)];
      cases.push(...(await measureCallers(`search by ${driver}`, contenders, sizes[size], { bare: driver, atMost: 1.03 })));
    }
    return cases;
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function ours({ host, port, rootDn, password, people }, driver) {
  const { createOutgoingPools } = await load('core');
  const ldap = await load('backend-ldap');
  const connection = { servers: [{ host, port }], rootDn, password, driver };
  const pools = createOutgoingPools({ outgoingPools: [{ type: 'ldap', connection }] }, { backends: [ldap] });
  await pools.start();
  const pool = pools.get('ldap');
  const options = { filter: '(uid=u7)' };
  const job = (ldap) => ldap.search(people, options);
  return {
    name: 'ours',
    caller: callerLoop('sum += (await pool.call(job)).entries.length;', { pool, job }),
    stop: () => pools.stop({ graceMs: 0 }),
  };
}

async function bareLdapts({ host, port, rootDn, password, people }) {
  const client = new Client({ url: `ldap://${host}:${port}` });
  await client.bind(rootDn, password);
  const options = { filter: '(uid=u7)', timeLimit: 0 };
  const caller = callerLoop('sum += (await client.search(people, options)).searchEntries.length;', { client, people, options });
  return { name: 'ldapts', caller, stop: () => client.unbind() };
}

async function bareLdapjs({ host, port, rootDn, password, people }) {
  const client = ldapjs.createClient({ url: `ldap://${host}:${port}` });
  client.on('error', (error) => process.stderr.write(`ldapjs: ${error.message}\n`));
  await new Promise((resolve, reject) => client.bind(rootDn, password, (error) => (error ? reject(error) : resolve())));
  const find = () =>
    new Promise((resolve, reject) => {
      // A new object each time: ldapjs puts its own filter into it.
      client.search(people, { filter: '(uid=u7)', scope: 'sub' }, (error, response) => {
        if (error) return reject(error);
        const entries = [];
        response.on('searchEntry', (entry) => entries.push(entry.pojo));
        response.once('end', () => resolve(entries)).once('error', reject);
      });
    });
  const caller = callerLoop('sum += (await find()).length;', { find });
  return { name: 'ldapjs', caller, stop: () => new Promise((resolve) => client.unbind(resolve)) };
}
