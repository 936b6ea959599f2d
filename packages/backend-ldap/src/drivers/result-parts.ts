import { type Element, elementAt, elementsIn, operationAt } from '../link/ber.js';
import type { LdapResult } from './ldap-driver.js';

const EXTENDED_RESPONSE = 0x78;
const REFERRALS = 0xa3;
const RESPONSE_NAME = 0x8a;
const RESPONSE_VALUE = 0x8b;
/** The code of a result that names others to ask. */
const REFERRAL = 10;
const NONE = { referrals: [], oid: undefined, value: undefined };

/**
 * The parts of a result that no client library gives out whole: ldapts reads over the referral and takes any value for
 * text, ldapjs loses the referrals behind the first.
 * @throws RangeError when the message is none
 */
export function resultParts(frame: Buffer, code: number): Pick<LdapResult, 'referrals' | 'oid' | 'value'> {
  const at = operationAt(frame);
  if (code !== REFERRAL && frame[at] !== EXTENDED_RESPONSE) return NONE; // most of them
  const referrals: string[] = [];
  let oid: string | undefined;
  let value: Buffer | undefined;
  for (const { tag, start, end } of elementsIn(frame, elementAt(frame, at) as Element)) {
    if (tag === RESPONSE_NAME) oid = frame.toString('latin1', start, end);
    if (tag === RESPONSE_VALUE) value = Buffer.from(frame.subarray(start, end));
    if (tag !== REFERRALS) continue;
    for (const uri of elementsIn(frame, { start, end })) referrals.push(frame.toString('utf8', uri.start, uri.end));
  }
  return { referrals, oid, value };
}
