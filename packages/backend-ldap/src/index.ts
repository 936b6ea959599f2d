import type { LdapConnection } from './ldap-connection.js';
import type { LdapOptions } from './ldap-options.js';

export type { Attributes, AttributeValue, LdapChange, LdapEntry } from './entries.js';
export { LdapBackend } from './ldap-backend.js';
export type { LdapConnection } from './ldap-connection.js';
export { isLdapError, LdapError, type LdapErrorCode } from './ldap-error.js';
export type { LdapOptions } from './ldap-options.js';
export { Dn, dn, escapeDnValue } from './names/dn.js';
export type { OperationOptions, PagedOptions, SearchOptions, SearchPage, SearchResult } from './search.js';
export { escapeFilterValue, Filter, type FilterValue, filter } from './names/filter.js';

declare module '@outpool/contract' {
  interface OutpoolBackends {
    ldap: { options: LdapOptions; connection: LdapConnection };
  }
}
