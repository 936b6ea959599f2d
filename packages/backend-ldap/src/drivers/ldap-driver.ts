/** Values of one attribute, as they travel. */
export interface WireAttribute {
  readonly type: string;
  readonly values: readonly Buffer[];
  /** The same as text, from a library that has made text of them anyhow. */
  readonly text?: readonly string[] | undefined;
}

export interface WireChange {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: WireAttribute;
}

export interface SearchRequest {
  readonly op: 'search';
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly derefAliases: 'never' | 'search' | 'find' | 'always';
  /** 0 is none. */
  readonly sizeLimit: number;
  /** In seconds; 0 is none. */
  readonly timeLimit: number;
  readonly typesOnly: boolean;
  /** BER, ready to be sent. */
  readonly filter: Buffer;
  readonly attributes: readonly string[];
  /** Asks for one page, and behind which. */
  readonly page?: { readonly size: number; readonly cookie: Buffer } | undefined;
}

/** What can be asked of a server. */
export type LdapRequest =
  | SearchRequest
  | { readonly op: 'bind'; readonly dn: string; readonly password: string }
  | { readonly op: 'unbind' }
  | { readonly op: 'abandon'; readonly target: number }
  | { readonly op: 'compare'; readonly dn: string; readonly attribute: string; readonly value: string }
  | { readonly op: 'add'; readonly dn: string; readonly attributes: readonly WireAttribute[] }
  | { readonly op: 'modify'; readonly dn: string; readonly changes: readonly WireChange[] }
  | { readonly op: 'delete'; readonly dn: string }
  | {
      readonly op: 'modifyDn';
      readonly dn: string;
      readonly newRdn: string;
      readonly newSuperior: string | undefined;
      readonly deleteOldRdn: boolean;
    }
  | { readonly op: 'extended'; readonly oid: string; readonly value: Buffer | undefined };

export interface LdapResult {
  readonly kind: 'result';
  readonly id: number;
  readonly code: number;
  readonly matchedDn: string;
  readonly message: string;
  readonly referrals: readonly string[];
  /** Of a page: where the next begins; empty behind the last. */
  readonly cookie: Buffer | undefined;
  /** Name and value that an extended operation answers with. */
  readonly oid: string | undefined;
  readonly value: Buffer | undefined;
}

/** One message of a server. */
export type LdapResponse =
  | LdapResult
  | { readonly kind: 'entry'; readonly id: number; readonly dn: string; readonly attributes: readonly WireAttribute[] }
  | { readonly kind: 'reference'; readonly id: number; readonly uris: readonly string[] };

/**
 * The port: what this backend needs of a client library. It is the library's messages, not its client, since the
 * connection has to be the pool's own: see docs/decisions/0014.
 */
export interface LdapDriver {
  readonly name: 'ldapts' | 'ldapjs';
  /** The bytes of a request. @throws when it cannot be written */
  encode(id: number, request: LdapRequest): Buffer;
  /** What one whole message says. @throws when it says nothing */
  decode(frame: Buffer): LdapResponse;
}
