// People found, passwords checked, entries written. Brings a directory of its own, or asks another:
//   LDAP_HOST=... LDAP_PORT=... LDAP_BASE=... LDAP_ROOT_DN=... LDAP_PASSWORD=... node examples/ldap.mjs
import { dn, filter, isLdapError, LdapBackend } from '@outpool/backend-ldap';
import { createOutgoingPools, isPoolError } from '@outpool/core';
import { ADMIN, SUFFIX, startDirectory } from './directory.mjs';

const { LDAP_HOST, LDAP_PORT = '389', LDAP_BASE = `ou=people,${SUFFIX}`, LDAP_ROOT_DN = ADMIN.dn, LDAP_PASSWORD } = process.env;
const own = LDAP_HOST === undefined ? await startDirectory() : undefined;

const pools = createOutgoingPools(
  {
    outgoingPools: [
      {
        type: 'ldap',
        pool: { workers: 2, startTimeoutMs: 2_000 },
        connection: {
          servers: [own ?? { host: LDAP_HOST, port: Number(LDAP_PORT) }].map(({ host, port }) => ({ host, port })),
          rootDn: LDAP_ROOT_DN,
          password: LDAP_PASSWORD === undefined ? ADMIN.password : { env: 'LDAP_PASSWORD' },
        },
      },
    ],
  },
  { backends: [LdapBackend] },
);

try {
  await pools.start();
} catch (error) {
  if (!isPoolError(error, 'START_FAILED')) throw error;
  console.log(`LDAP_HOST, LDAP_PORT, LDAP_BASE, LDAP_ROOT_DN and LDAP_PASSWORD say which directory to ask.\n${error.message}`);
  process.exit();
}

const directory = pools.get('ldap');

// What is put into a filter cannot change what is asked.
for (const name of ['Person 7', 'nobody', '*']) {
  const people = filter`(&(objectClass=inetOrgPerson)(cn=${name}))`;
  const { entries } = await directory.call((ldap, { signal }) =>
    ldap.search(LDAP_BASE, { filter: people, attributes: ['mail'], sizeLimit: 10, signal }),
  );
  console.log(`${people}: ${entries.map(({ dn, attributes }) => `${dn} <${attributes.mail?.[0]}>`).join(', ') || 'none'}`);
}

// A password is checked on a connection of its own; this one stays who it is.
for (const password of ['secret-7', 'secret-8', '']) {
  const who = `uid=p7,${LDAP_BASE}`;
  const answer = await directory
    .call((ldap, { signal }) => ldap.bind(who, password, { signal }))
    .then(() => 'welcome')
    .catch((error) => {
      if (!isLdapError(error)) throw error;
      return `${error.code}: ${error.message}`;
    });
  console.log(`"${password}": ${answer}`);
}

if (own !== undefined) {
  const ada = dn`uid=${'Lovelace, Ada'},${dn`ou=people,dc=example,dc=com`}`;
  await directory.call(async (ldap) => {
    await ldap.add(ada, { objectClass: 'inetOrgPerson', uid: 'Lovelace, Ada', cn: 'Ada', sn: 'Lovelace' });
    await ldap.modify(ada, [{ add: { mail: 'ada@example.com' } }, { replace: { sn: 'King' } }]);
    console.log(`${ada} is called King: ${await ldap.compare(ada, 'sn', 'King')}`);
    await ldap.delete(ada);
  });
}

const began = performance.now();
const searches = Array.from({ length: 1_000 }, (_, n) =>
  directory.call((ldap) => ldap.search(LDAP_BASE, { filter: filter`(uid=${`p${n % 100}`})` }), { idempotent: true }),
);
await Promise.all(searches);
const { state, workers, calls } = directory.stats();
console.log(`1000 searches in ${Math.round(performance.now() - began)} ms`, { state, workers, calls });
await pools.stop();
await own?.stop();
