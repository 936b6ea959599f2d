import { resultNames } from './result-names.js';

/**
 * What went wrong on our side of the connection. What the server says has the name of its result code instead:
 * `NO_SUCH_OBJECT`, `INVALID_CREDENTIALS`, `REFERRAL`.
 * - `BAD_FILTER`: the filter is none; nothing was sent.
 * - `BAD_REQUEST`: the request could not be written; nothing was sent.
 * - `EMPTY_PASSWORD`: a bind without a password, or without a name, would be an anonymous one; nothing was sent.
 * - `ENDED`: the connection ended before the answer came. The server may have done what was asked.
 * - `BAD_MESSAGE`: what the server sent is no LDAP, or longer than `maxMessageBytes`.
 * - `REFERRAL_LOOP`: referrals led on and on.
 */
export type LocalCode = 'BAD_FILTER' | 'BAD_REQUEST' | 'EMPTY_PASSWORD' | 'ENDED' | 'BAD_MESSAGE' | 'REFERRAL_LOOP';

export type LdapErrorCode = LocalCode | (typeof resultNames)[keyof typeof resultNames] | `RESULT_${number}`;

export interface LdapErrorDetails {
  /** The result code of the server. */
  readonly resultCode?: number | undefined;
  /** The closest entry above the one asked for that there is. */
  readonly matchedDn?: string | undefined;
  /** Where else to ask, as `ldap://` URLs. */
  readonly referrals?: readonly string[];
  readonly cause?: unknown;
}

/** A refusal of the server, or an answer that did not come. */
export class LdapError extends Error {
  override readonly name = 'LdapError';
  readonly code: LdapErrorCode;
  /** The result code of the server, where it has answered. */
  readonly resultCode: number | undefined;
  /** The closest entry above the one asked for that there is; `''` where the server does not say. */
  readonly matchedDn: string;
  /** Where else to ask, as `ldap://` URLs. */
  readonly referrals: readonly string[];

  constructor(code: LdapErrorCode, message: string, { resultCode, matchedDn = '', referrals = [], cause }: LdapErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.resultCode = resultCode;
    this.matchedDn = matchedDn;
    this.referrals = referrals;
  }
}

/** By its name: it may come from another installed copy of this package. */
export function isLdapError(error: unknown, code?: LdapErrorCode): error is LdapError {
  return error instanceof Error && error.name === 'LdapError' && (code === undefined || (error as LdapError).code === code);
}

/** A server's refusal of `what`, in words. */
export function refusal(
  what: string,
  result: { readonly code: number; readonly message: string; readonly matchedDn: string; readonly referrals: readonly string[] },
): LdapError {
  const { code, message, matchedDn, referrals } = result;
  const name: LdapErrorCode = code in resultNames ? resultNames[code as keyof typeof resultNames] : `RESULT_${code}`;
  const words = name.toLowerCase().replaceAll('_', ' ');
  const said = message === '' ? '' : `: ${message}`;
  const where = referrals.length === 0 ? '' : `, it names ${referrals.join(' ')}`;
  const text = `the server refuses ${what}: ${words} (${code})${said}${where}`;
  return new LdapError(name, text, { resultCode: code, matchedDn, referrals });
}
