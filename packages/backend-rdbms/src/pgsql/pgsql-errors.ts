import type { DatabaseError } from 'pg';

/** SQLSTATEs of shutdowns, terminations and time-outs of the session. */
const endsSession = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '25P03']);

/**
 * True when the server ends the session with this error. Class 08 does not say so: a wrong number of parameters is
 * 08P01 and harms nobody. The severity does, but servers translate it.
 */
export function endsTheSession({ code, severity }: DatabaseError): boolean {
  // Without a code the answer is not the server's: pg could not read what came.
  return code === undefined || severity === 'FATAL' || severity === 'PANIC' || endsSession.has(code);
}

/** True when a prepared statement is refused for its age: a table has changed since, or somebody has said DEALLOCATE. */
export function isStale({ code, routine }: DatabaseError): boolean {
  return code === '26000' || (code === '0A000' && routine === 'RevalidateCachedQuery');
}

/**
 * True when a prepared statement may have failed for its age: its parameters keep the types that the columns had, so that a
 * number is out of a range that the column has no more.
 */
export function mayBeStale({ code = '' }: DatabaseError): boolean {
  return /^(22|42)/.test(code);
}
