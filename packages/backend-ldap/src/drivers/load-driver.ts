import type { LdapDriver } from './ldap-driver.js';
import { type Ldapjs, LdapjsDriver } from './ldapjs-driver.js';
import { LdaptsDriver } from './ldapts-driver.js';

const loaders: Readonly<Record<LdapDriver['name'], () => Promise<LdapDriver>>> = {
  ldapts: async () => new LdaptsDriver(await import('ldapts')),
  ldapjs: async () => new LdapjsDriver(((await import('ldapjs')) as { default: Ldapjs }).default),
};

/** Loads a client library, which is installed by those who use it. @throws Error that says what to install */
export async function loadDriver(name: LdapDriver['name']): Promise<LdapDriver> {
  try {
    return await loaders[name]();
  } catch (cause) {
    if (!/MODULE_NOT_FOUND$/.test(String(Object(cause).code))) throw cause;
    throw new Error(`this pool's driver is ${name}, and that package is not installed: npm install ${name}`, { cause });
  }
}
