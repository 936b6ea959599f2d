import type { SearchRequest } from './drivers/ldap-driver.js';
import { type LdapEntry, toEntry } from './entries.js';
import { LdapError, refusal } from './ldap-error.js';
import type { Found } from './link/link.js';
import type { Dn } from './names/dn.js';
import { encodeFilter } from './names/encode-filter.js';
import type { Filter } from './names/filter.js';
import type { Place } from './referral.js';

/** The result code of a search that has found more than it may tell. */
export const SIZE_LIMIT_EXCEEDED = 4;
const MAX_COUNT = 2 ** 31 - 1;
const NO_NAMES: ReadonlySet<string> = new Set();
const ANYTHING = encodeFilter('(objectClass=*)');

export interface OperationOptions {
  /** Abandons the operation, at the server too, when it aborts. A write may have been done by then. */
  readonly signal?: AbortSignal | undefined;
  /**
   * What becomes of referrals. `report`: a refusal names them, a search lists them. `follow`: the servers that they
   * name are asked, bound as this one; whoever says so trusts them with the password. Default `report`.
   */
  readonly referrals?: 'report' | 'follow' | undefined;
}

export interface SearchOptions extends OperationOptions {
  /** The base alone, the entries right below it, or base and all below. Default `sub`. */
  readonly scope?: 'base' | 'one' | 'sub';
  /** Built with the template tag `filter`. A string is taken as it is. Default `(objectClass=*)`. */
  readonly filter?: Filter | string;
  /** Names of the attributes to send; `*` all for users, `+` all for the server, `1.1` none. Default: all for users. */
  readonly attributes?: readonly string[];
  /** Attributes whose values are no text: they come in `binary` of the entry. */
  readonly binary?: readonly string[];
  /** Entries, at most. Default: none but the server's own limit. */
  readonly sizeLimit?: number;
  /** How long the server may search, in ms; it counts whole seconds. Default: none but the server's own. */
  readonly timeLimitMs?: number;
  /** Names of attributes without their values. Default false. */
  readonly typesOnly?: boolean;
  /** Where aliases lead to what they stand for. Default `never`. */
  readonly derefAliases?: 'never' | 'search' | 'find' | 'always';
}

export interface PagedOptions extends SearchOptions {
  /** Entries of one page. Default 100. */
  readonly pageSize?: number;
}

export interface SearchPage {
  readonly entries: readonly LdapEntry[];
  /** `ldap://` URLs of where more may be found. */
  readonly references: readonly string[];
}

export interface SearchResult extends SearchPage {
  /** True when there are more entries than `sizeLimit`. */
  readonly truncated: boolean;
}

/** @throws LdapError `BAD_FILTER`, `BAD_REQUEST` */
export function searchRequest(base: string | Dn, options: SearchOptions): SearchRequest {
  const { scope = 'sub', derefAliases = 'never', sizeLimit = 0, timeLimitMs = 0, typesOnly = false, attributes = [] } = options;
  return {
    op: 'search',
    base: String(base),
    scope,
    derefAliases,
    sizeLimit: whole('sizeLimit', sizeLimit, 0),
    timeLimit: whole('timeLimitMs', timeLimitMs / 1_000, 0),
    typesOnly,
    filter: options.filter === undefined ? ANYTHING : encodeFilter(String(options.filter)),
    attributes,
  };
}

/** A count as LDAP has it. @throws LdapError `BAD_REQUEST` */
export function whole(name: string, value: number, least: number): number {
  if (value >= least && value <= MAX_COUNT) return Math.ceil(value);
  throw new LdapError('BAD_REQUEST', `${name}: expected a number from ${least} to ${MAX_COUNT}`);
}

/** The same search, from the place that a referral names. */
export function narrowed(request: SearchRequest, { dn, scope, filter }: Place): SearchRequest {
  const where = { base: dn, scope: scope ?? request.scope, filter: filter === undefined ? request.filter : encodeFilter(filter) };
  return { ...request, ...where, page: undefined }; // the next page would be asked for here
}

/** The server has a limit of its own, so this may not be all there is: such an answer must not look as if it were. */
export function checkLimit(found: Found, { sizeLimit, base }: SearchRequest, before = 0): Found {
  const count = before + found.entries.length;
  if (found.result.code === SIZE_LIMIT_EXCEEDED && (sizeLimit === 0 || count < sizeLimit))
    throw refusal(`more than ${count} entries of the search of "${base}"`, found.result);
  return found;
}

export function toPage({ entries, references }: Found, { binary = [] }: SearchOptions): SearchPage {
  const names = binary.length === 0 ? NO_NAMES : new Set(binary.map((name) => name.toLowerCase()));
  return { entries: entries.map((entry) => toEntry(entry, names)), references };
}
