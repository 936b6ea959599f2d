import type { LdapRequest, LdapResult, SearchRequest } from './drivers/ldap-driver.js';
import { type Attributes, type LdapChange, type LdapEntry, toWireAttributes, toWireChanges } from './entries.js';
import { isLdapError, LdapError } from './ldap-error.js';
import { element, elementAt, elementsIn } from './link/ber.js';
import { checked, configuredIdentity, type Dialled, dial, type Identity } from './link/dial.js';
import type { Found, Link } from './link/link.js';
import { Turnstile } from './link/turnstile.js';
import type { Dn } from './names/dn.js';
import { type Place, readReferral } from './referral.js';
import {
  checkLimit,
  narrowed,
  type OperationOptions,
  type PagedOptions,
  type SearchOptions,
  type SearchPage,
  type SearchResult,
  SIZE_LIMIT_EXCEEDED,
  searchRequest,
  toPage,
  whole,
} from './search.js';

const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3';
const MODIFY_PASSWORD = '1.3.6.1.4.1.4203.1.11.1';
/** Passwords that are checked at once, each on a connection of its own; more wait. */
const MAX_CHECKS = 10;
/** Referrals that lead to referrals are followed so far. */
const MAX_HOPS = 5;
const NOTHING: Buffer = Buffer.alloc(0);

/** A connection to a directory, bound as the options say. Many jobs use it at once. */
export class LdapConnection {
  readonly #link: Link;
  readonly #to: Dialled;
  /** Connections that operations have to themselves. */
  readonly #sides = new Set<Link>();
  readonly #checks = new Turnstile(MAX_CHECKS);
  readonly #life = new AbortController();
  /** Servers keep one paged search for each connection, so a second one gets a connection of its own. */
  #isPaging = false;

  /** For the backend. */
  constructor(link: Link, to: Dialled) {
    this.#link = link;
    this.#to = to;
  }

  /** Why the connection is over, if it is. For the backend. */
  get fault(): unknown {
    return this.#link.fault;
  }

  /**
   * Finds entries, all at once. For many, see `pages` and `entries`.
   * @throws LdapError `NO_SUCH_OBJECT`, `BAD_FILTER`, `SIZE_LIMIT_EXCEEDED` (the server's own limit), `TIME_LIMIT_EXCEEDED`
   */
  async search(base: string | Dn, options: SearchOptions = {}): Promise<SearchResult> {
    const request = searchRequest(base, options);
    // Straight, where nothing is to be followed: this is the path of most calls.
    const asked =
      options.referrals === 'follow' ? this.#search(this.#link, request, options, MAX_HOPS) : this.#link.search(request, options.signal);
    const found = checkLimit(await asked, request);
    const { entries, references } = toPage(found, options);
    return { entries, references, truncated: found.result.code === SIZE_LIMIT_EXCEEDED };
  }

  /**
   * Finds entries page by page: the next is asked for when the last has been read. Leaving the loop gives the rest up.
   * @throws LdapError as `search` does; `UNAVAILABLE_CRITICAL_EXTENSION` from a server that cannot page
   */
  async *pages(base: string | Dn, { pageSize = 100, ...options }: PagedOptions = {}): AsyncGenerator<SearchPage, void, undefined> {
    const request = searchRequest(base, options);
    const size = whole('pageSize', pageSize, 1);
    const isFirst = !this.#isPaging;
    this.#isPaging = true;
    const { signal } = options;
    let link: Link | undefined;
    let cookie: Buffer = NOTHING;
    let sent = 0;
    try {
      link = isFirst ? this.#link : await this.#side(this.#to, await configuredIdentity(this.#to.settings), signal);
      do {
        const found = await this.#search(link, { ...request, page: { size, cookie } }, options, MAX_HOPS, sent);
        cookie = found.result.cookie ?? NOTHING;
        sent += found.entries.length;
        yield toPage(found, options);
        if (found.result.code === SIZE_LIMIT_EXCEEDED) return;
      } while (cookie.length > 0);
    } finally {
      // A page of none: the server forgets the rest.
      if (cookie.length > 0) await link?.search({ ...request, page: { size: 0, cookie } }, signal).catch(() => undefined);
      if (isFirst) this.#isPaging = false;
      else if (link !== undefined) this.#leave(link);
    }
  }

  /** The entries of `pages`, one by one; where else to look stands there only. */
  async *entries(base: string | Dn, options: PagedOptions = {}): AsyncGenerator<LdapEntry, void, undefined> {
    for await (const page of this.pages(base, options)) yield* page.entries;
  }

  /**
   * Checks a password: binds with it, on a connection of its own that is closed afterwards. Resolves when the server agrees.
   * @throws LdapError `INVALID_CREDENTIALS`; `EMPTY_PASSWORD` without asking the server, who would take it for an anonymous bind
   */
  async bind(dn: string | Dn, password: string, { signal }: Pick<OperationOptions, 'signal'> = {}): Promise<void> {
    const identity = checked({ dn: String(dn), password });
    const both = this.#whileAlive(signal);
    await this.#checks.enter(both);
    try {
      this.#leave(await this.#side(this.#to, identity, signal));
    } finally {
      this.#checks.leave();
    }
  }

  /** True when the entry has that value, by the rules of the attribute. @throws LdapError */
  async compare(dn: string | Dn, attribute: string, value: string, options?: OperationOptions): Promise<boolean> {
    const { code } = await this.#operation(dn, (dn) => ({ op: 'compare', dn, attribute, value }), options);
    return code === 6;
  }

  /** @throws LdapError `ENTRY_ALREADY_EXISTS`, `OBJECT_CLASS_VIOLATION`, ... */
  async add(dn: string | Dn, attributes: Attributes, options?: OperationOptions): Promise<void> {
    const wire = toWireAttributes(attributes);
    await this.#operation(dn, (dn) => ({ op: 'add', dn, attributes: wire }), options);
  }

  /**
   * Changes an entry: all the changes, in their order, or none.
   * @throws LdapError
   */
  async modify(dn: string | Dn, changes: LdapChange | readonly LdapChange[], options?: OperationOptions): Promise<void> {
    const wire = [changes].flat().flatMap(toWireChanges);
    await this.#operation(dn, (dn) => ({ op: 'modify', dn, changes: wire }), options);
  }

  /** @throws LdapError `NO_SUCH_OBJECT`, `NOT_ALLOWED_ON_NON_LEAF`, ... */
  async delete(dn: string | Dn, options?: OperationOptions): Promise<void> {
    await this.#operation(dn, (dn) => ({ op: 'delete', dn }), options);
  }

  /**
   * Renames an entry, and moves it below `newSuperior` if that is given. The value that was its name goes, unless
   * `deleteOldRdn` is false.
   * @throws LdapError
   */
  async modifyDn(
    dn: string | Dn,
    {
      newRdn,
      newSuperior,
      deleteOldRdn = true,
    }: { readonly newRdn: string | Dn; readonly newSuperior?: string | Dn; readonly deleteOldRdn?: boolean },
    options?: OperationOptions,
  ): Promise<void> {
    const to = { newRdn: String(newRdn), newSuperior: newSuperior === undefined ? undefined : String(newSuperior), deleteOldRdn };
    await this.#operation(dn, (dn) => ({ op: 'modifyDn', dn, ...to }), options);
  }

  /** Whom the server takes us for: `dn:cn=admin,dc=example,dc=com`, or `''` for nobody. @throws LdapError */
  async whoAmI(options?: OperationOptions): Promise<string> {
    return (await this.extended(WHO_AM_I, undefined, options)).value?.toString() ?? '';
  }

  /**
   * Lets the server set a password, which it hashes as it is told to. Without `user` it is that of the pool's own
   * `rootDn`; without `newPassword` the server makes one up.
   * @returns the password that the server has made up
   * @throws LdapError `EMPTY_PASSWORD`, or what the server says
   */
  async modifyPassword(
    { user, oldPassword, newPassword }: { readonly user?: string | Dn; readonly oldPassword?: string; readonly newPassword?: string },
    options?: OperationOptions,
  ): Promise<string | undefined> {
    if (newPassword === '') throw new LdapError('EMPTY_PASSWORD', 'the new password is empty: leave it out and the server makes one up');
    const parts = [user, oldPassword, newPassword].flatMap((part, index) =>
      part === undefined ? [] : [element(0x80 + index, Buffer.from(String(part)))],
    );
    const { value } = await this.extended(MODIFY_PASSWORD, element(0x30, ...parts), options);
    const answer = value && elementAt(value, 0);
    if (value === undefined || answer === undefined) return undefined;
    for (const { tag, start, end } of elementsIn(value, answer)) if (tag === 0x80) return value.toString('utf8', start, end);
    return undefined;
  }

  /** Any extended operation, by its OID, with the bytes that it wants and answers with. @throws LdapError */
  async extended(
    oid: string,
    value?: Uint8Array,
    options?: OperationOptions,
  ): Promise<{ readonly oid: string | undefined; readonly value: Buffer | undefined }> {
    const bytes = value && Buffer.from(value);
    const answer = await this.#operation('', () => ({ op: 'extended', oid, value: bytes }), options);
    return { oid: answer.oid, value: answer.value };
  }

  /** Any answer is one, a refusal included. For the backend. */
  async signOfLife(signal: AbortSignal): Promise<void> {
    const request = searchRequest('', { scope: 'base', attributes: ['1.1'] });
    await this.#link.search(request, signal).catch((error) => {
      if (!isLdapError(error) || error.resultCode === undefined) throw error;
    });
  }

  /** For the backend. Settles in bounded time. */
  async close(): Promise<void> {
    this.#life.abort(new Error('the connection was closed'));
    await Promise.all([this.#link, ...this.#sides].map((link) => link.close()));
  }

  async #search(link: Link, request: SearchRequest, options: SearchOptions, hops: number, before = 0): Promise<Found> {
    let found: Found;
    try {
      found = await link.search(request, options.signal);
    } catch (error) {
      const place = this.#leadsOn(error, options, hops, request.base);
      if (place === undefined) throw error;
      return this.#elsewhere(place, options, (there) => this.#search(there, narrowed(request, place), options, hops - 1));
    }
    checkLimit(found, request, before);
    if (options.referrals !== 'follow' || found.references.length === 0) return found;
    const more: Found[] = [];
    for (const uri of found.references) {
      const place = this.#placeOf(uri, hops, request.base);
      more.push(await this.#elsewhere(place, options, (there) => this.#search(there, narrowed(request, place), options, hops - 1)));
    }
    return {
      ...found,
      entries: [found, ...more].flatMap(({ entries }) => entries),
      references: more.flatMap(({ references }) => references),
    };
  }

  async #operation(dn: string | Dn, build: (dn: string) => LdapRequest, options: OperationOptions = {}): Promise<LdapResult> {
    const from = async (link: Link, dn: string, hops: number): Promise<LdapResult> => {
      try {
        return await link.request(build(dn), options.signal);
      } catch (error) {
        const place = this.#leadsOn(error, options, hops, dn);
        if (place === undefined) throw error;
        return this.#elsewhere(place, options, (there) => from(there, place.dn, hops - 1));
      }
    };
    return from(this.#link, String(dn), MAX_HOPS);
  }

  #leadsOn(error: unknown, { referrals }: OperationOptions, hops: number, dn: string): Place | undefined {
    if (referrals !== 'follow' || !isLdapError(error, 'REFERRAL') || error.referrals[0] === undefined) return undefined;
    return this.#placeOf(error.referrals[0], hops, dn);
  }

  #placeOf(uri: string, hops: number, dn: string): Place {
    if (hops === 0) throw new LdapError('REFERRAL_LOOP', `more than ${MAX_HOPS} referrals, one after the other; the last is ${uri}`);
    return readReferral(uri, dn, this.#to.settings);
  }

  async #elsewhere<Result>(place: Place, { signal }: OperationOptions, ask: (link: Link) => Promise<Result>): Promise<Result> {
    const { endpoint, settings } = place;
    const link = await this.#side({ ...this.#to, endpoint, settings }, await configuredIdentity(settings), signal);
    try {
      return await ask(link);
    } finally {
      this.#leave(link);
    }
  }

  /** A connection for one operation. It ends with this one at the latest. */
  async #side(to: Dialled, identity: Identity, signal: AbortSignal | undefined): Promise<Link> {
    const both = this.#whileAlive(signal);
    try {
      const link = await dial(to, identity, both, () => undefined);
      this.#sides.add(link);
      if (!both.aborted) return link;
      // Given up in the very moment in which it came: `close` may have gone by.
      this.#leave(link);
      throw both.reason;
    } catch (cause) {
      if (both.aborted || isLdapError(cause)) throw cause;
      const { host, port } = to.endpoint;
      const text = `no connection to ${host}:${port} for this operation alone: ${cause instanceof Error ? cause.message : cause}`;
      throw new LdapError('ENDED', text, { cause });
    }
  }

  /** Nobody waits for the goodbye but `close`. */
  #leave(link: Link): void {
    void link.close().then(() => this.#sides.delete(link));
  }

  #whileAlive(signal: AbortSignal | undefined): AbortSignal {
    const { signal: life } = this.#life;
    return signal === undefined ? life : AbortSignal.any([signal, life]);
  }
}
