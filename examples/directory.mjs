import { once } from 'node:events';
import ldapjs from 'ldapjs';

export const SUFFIX = 'dc=example,dc=com';
export const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: 'admin-secret' };

/**
 * A small directory in memory, of ldapjs' own server, on a loopback port: people `uid=p0` to `uid=p99`, whose passwords are
 * `secret-0` to `secret-99`. Only the administrator may read and write.
 */
export async function startDirectory() {
  const entries = new Map();
  const keyOf = (dn) => ldapjs.parseDN(String(dn)).toString();
  const put = (dn, attributes) => entries.set(keyOf(dn), { dn, attributes });
  put(`ou=people,${SUFFIX}`, { objectclass: ['organizationalUnit'], ou: ['people'] });
  for (let n = 0; n < 100; n++) {
    const person = { cn: [`Person ${n}`], sn: [String(n)], mail: [`p${n}@example.com`], userpassword: [`secret-${n}`] };
    put(`uid=p${n},ou=people,${SUFFIX}`, { objectclass: ['inetOrgPerson'], uid: [`p${n}`], ...person });
  }

  const server = ldapjs.createServer();
  const only = (request, _response, next) => {
    const who = keyOf(request.connection.ldap.bindDN);
    return who === keyOf(ADMIN.dn) ? next() : next(new ldapjs.InsufficientAccessRightsError());
  };
  const found = (request, next) => {
    const entry = entries.get(keyOf(request.dn));
    if (entry === undefined) next(new ldapjs.NoSuchObjectError(String(request.dn)));
    return entry;
  };

  server.bind(SUFFIX, (request, response, next) => {
    const { dn, password } = ADMIN;
    const known = keyOf(request.dn) === keyOf(dn) ? password : entries.get(keyOf(request.dn))?.attributes.userpassword?.[0];
    if (known === undefined || known !== request.credentials) return next(new ldapjs.InvalidCredentialsError());
    response.end();
    return next();
  });
  server.search(SUFFIX, only, (request, response, next) => {
    const base = ldapjs.parseDN(String(request.dn));
    let left = request.sizeLimit || Number.POSITIVE_INFINITY;
    for (const { dn, attributes } of entries.values()) {
      const name = ldapjs.parseDN(dn);
      const isInside = base.equals(name) || (request.scope !== 0 && base.parentOf(name));
      if (!isInside || !request.filter.matches(attributes)) continue;
      if (left-- === 0) return next(new ldapjs.SizeLimitExceededError());
      response.send({ dn, attributes: { ...attributes, userpassword: undefined } });
    }
    response.end();
    return next();
  });
  server.compare(SUFFIX, only, (request, response, next) => {
    const entry = found(request, next);
    if (entry === undefined) return;
    const { attribute, value } = request;
    response.end(Boolean(entry.attributes[attribute.toLowerCase()]?.includes(value)));
    next();
  });
  server.add(SUFFIX, only, (request, response, next) => {
    if (entries.has(keyOf(request.dn))) return next(new ldapjs.EntryAlreadyExistsError(String(request.dn)));
    put(String(request.dn), Object.fromEntries(request.attributes.map(({ type, values }) => [type.toLowerCase(), values])));
    response.end();
    return next();
  });
  server.modify(SUFFIX, only, (request, response, next) => {
    const entry = found(request, next);
    if (entry === undefined) return;
    for (const { operation, modification } of request.changes) {
      const type = modification.type.toLowerCase();
      const before = entry.attributes[type] ?? [];
      if (operation === 'replace') entry.attributes[type] = modification.values;
      else if (operation === 'add') entry.attributes[type] = [...before, ...modification.values];
      else delete entry.attributes[type];
    }
    response.end();
    next();
  });
  server.del(SUFFIX, only, (request, response, next) => {
    if (found(request, next) === undefined) return;
    entries.delete(keyOf(request.dn));
    response.end();
    next();
  });

  const listening = once(server.server, 'listening');
  server.listen(0, '127.0.0.1');
  await listening;
  const { port } = server.server.address();
  const stop = () => new Promise((resolve) => server.close(resolve));
  return { host: '127.0.0.1', port, stop };
}
