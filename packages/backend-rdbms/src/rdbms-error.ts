/** What went wrong, in words that are the same for every database. */
export type ErrorKind =
  | 'unique_violation'
  | 'foreign_key_violation'
  | 'not_null_violation'
  | 'check_violation'
  | 'serialization_failure'
  | 'deadlock'
  | 'lock_timeout'
  | 'query_canceled'
  | 'query_timeout'
  | 'too_many_connections'
  | 'authentication_failed'
  | 'permission_denied'
  | 'unknown_database'
  | 'unknown_table'
  | 'unknown_column'
  | 'syntax_error'
  | 'invalid_value'
  | 'read_only'
  | 'transaction_failed'
  | 'invalid_parameter'
  | 'other';

/** By the code of the SQL standard (SQLSTATE), as PostgreSQL and good ODBC drivers give it. */
const bySqlState: Readonly<Record<string, ErrorKind>> = {
  '08004': 'too_many_connections',
  '08P01': 'invalid_parameter',
  '07002': 'invalid_parameter',
  '22P02': 'invalid_value',
  '23502': 'not_null_violation',
  '23503': 'foreign_key_violation',
  '23505': 'unique_violation',
  '23514': 'check_violation',
  '25006': 'read_only',
  '25P02': 'transaction_failed',
  '28000': 'authentication_failed',
  '28P01': 'authentication_failed',
  '3D000': 'unknown_database',
  '40001': 'serialization_failure',
  '40P01': 'deadlock',
  '42501': 'permission_denied',
  '42601': 'syntax_error',
  '42000': 'syntax_error',
  '42703': 'unknown_column',
  '42S22': 'unknown_column',
  '42P01': 'unknown_table',
  '42S02': 'unknown_table',
  '53300': 'too_many_connections',
  '55P03': 'lock_timeout',
  '57014': 'query_canceled',
  HY008: 'query_canceled',
};

/** By the number that MySQL and MariaDB give, whose SQLSTATEs say too little. */
const byNumber: Readonly<Record<number, ErrorKind>> = {
  1020: 'serialization_failure',
  1040: 'too_many_connections',
  1042: 'authentication_failed',
  1044: 'permission_denied',
  1045: 'authentication_failed',
  1048: 'not_null_violation',
  1049: 'unknown_database',
  1054: 'unknown_column',
  1062: 'unique_violation',
  1064: 'syntax_error',
  1142: 'permission_denied',
  1146: 'unknown_table',
  1203: 'too_many_connections',
  1205: 'lock_timeout',
  1210: 'invalid_parameter',
  1213: 'deadlock',
  1226: 'too_many_connections',
  1264: 'invalid_value',
  1290: 'read_only',
  1292: 'invalid_value',
  1317: 'query_canceled',
  1364: 'not_null_violation',
  1366: 'invalid_value',
  1406: 'invalid_value',
  1451: 'foreign_key_violation',
  1452: 'foreign_key_violation',
  1586: 'unique_violation',
  1792: 'read_only',
  1836: 'read_only',
  1927: 'query_canceled',
  3024: 'query_canceled',
  3819: 'check_violation',
  4025: 'check_violation',
};

/** A statement that the database refused, or that could not be sent. The driver's own error is its `cause`. */
export class RdbmsError extends Error {
  override readonly name = 'RdbmsError';
  readonly kind: ErrorKind;
  /** The driver's own code: `23505` of PostgreSQL, `ER_DUP_ENTRY` of MySQL. */
  readonly code: string | undefined;
  /** The code of the SQL standard, five characters. */
  readonly sqlState: string | undefined;

  constructor(message: string, details: { kind: ErrorKind; code?: string | undefined; sqlState?: string | undefined; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.kind = details.kind;
    this.code = details.code;
    this.sqlState = details.sqlState;
  }

  /** True when the same statements may well succeed if they are run again: the whole transaction, from its beginning. */
  get retryable(): boolean {
    return this.kind === 'serialization_failure' || this.kind === 'deadlock';
  }
}

/** The codes in a driver's error, in the places where drivers put them. */
interface Coded {
  readonly code?: unknown;
  readonly sqlState?: unknown;
  readonly errno?: unknown;
  readonly odbcErrors?: readonly { readonly state: string; readonly code: number; readonly message: string }[];
}

/** A driver's error in the words of all. One that does not come from the database (a lost socket, say) is left as it is. */
export function asRdbmsError(error: unknown): unknown {
  if (error instanceof RdbmsError || !(error instanceof Error)) return error;
  if (error instanceof TypeError) return new RdbmsError(error.message, { kind: 'invalid_parameter', cause: error });
  const { code, sqlState = code, errno, odbcErrors } = error as Coded;
  const [first] = odbcErrors ?? [];
  const state = first?.state ?? sqlState;
  // Codes of the system (EPIPE) begin with an E, which no SQLSTATE does.
  if (typeof state !== 'string' || !/^[0-9A-DF-Z][0-9A-Z]{4}$/.test(state)) return error;
  const number = first?.code ?? errno;
  const kind = (typeof number === 'number' ? byNumber[number] : undefined) ?? bySqlState[state] ?? 'other';
  const text = first?.message ?? error.message;
  return new RdbmsError(text, { kind, code: typeof code === 'string' ? code : state, sqlState: state, cause: error });
}
