import { elementAt, elementsIn } from '../link/ber.js';
import type { LdapResult } from './ldap-driver.js';

const REFERRAL = 0xa3;
const RESPONSE_NAME = 0x8a;
const RESPONSE_VALUE = 0x8b;

/**
 * The parts of a result that no client library gives out whole: ldapts reads over the referral and takes any value for
 * text, ldapjs loses the referrals behind the first.
 * @throws RangeError when the message is none
 */
export function resultParts(frame: Buffer): Pick<LdapResult, 'referrals' | 'oid' | 'value'> {
  const referrals: string[] = [];
  let oid: string | undefined;
  let value: Buffer | undefined;
  const message = elementAt(frame, 0) ?? { start: 0, end: 0 };
  const [, operation = message] = elementsIn(frame, message);
  for (const { tag, start, end } of elementsIn(frame, operation)) {
    if (tag === RESPONSE_NAME) oid = frame.toString('latin1', start, end);
    if (tag === RESPONSE_VALUE) value = Buffer.from(frame.subarray(start, end));
    if (tag !== REFERRAL) continue;
    for (const uri of elementsIn(frame, { start, end })) referrals.push(frame.toString('utf8', uri.start, uri.end));
  }
  return { referrals, oid, value };
}
