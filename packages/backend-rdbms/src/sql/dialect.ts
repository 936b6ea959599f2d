/** How a transaction is to be begun. */
export interface TransactionMode {
  /** Default: what the server is set to. */
  readonly isolation?: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | undefined;
  /** True: the server refuses writes. Default false. */
  readonly readOnly?: boolean | undefined;
}

/** Where one database's SQL differs from another's. */
export interface Dialect {
  /** `$1`, `$2`, ... or `?`. */
  readonly placeholders: 'numbered' | 'marks';
  /** Strings, names and comments, in which nothing is a placeholder; then `$1` and `?`. */
  readonly tokens: RegExp;
  /** Most parameters that one statement may have. */
  readonly maxParams: number;
  /** True where the client library writes values into the text by itself. */
  readonly writesTuples?: boolean;
  /** A name as it stands in a statement, whatever is in it. */
  quote(name: string): string;
  /** The statements that begin a transaction. */
  begin(mode: TransactionMode): readonly string[];
  /** What every session begins with, so that values mean the same however the server is set. */
  readonly settle: string;
  /** Makes a session as good as new; left out where only the driver can. */
  readonly reset?: string;
  /** Asks for the number of the session, as `session`. */
  readonly session: string;
  /** Ends, from another session, what a session runs. */
  cancel(session: number): string;
}

/** PostgreSQL and its relatives. */
export const postgres: Dialect = {
  placeholders: 'numbered',
  tokens:
    /e'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*.*?\*\/|\$([a-z_]\w*)?\$.*?\$\1\$|[a-z_\u0080-\uffff][\w$\u0080-\uffff]*|\$\d+|\?\??/gis,
  maxParams: 65_535,
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  begin: ({ isolation, readOnly }) => [
    `BEGIN${isolation ? ` ISOLATION LEVEL ${isolation.toUpperCase()}` : ''}${readOnly ? ' READ ONLY' : ''}`,
  ],
  settle: "SET timezone = 'UTC'",
  reset: 'DISCARD ALL',
  session: 'SELECT pg_backend_pid() AS session',
  cancel: (session) => `SELECT pg_cancel_backend(${session})`,
};

/** MySQL and MariaDB. */
export const mysql: Dialect = {
  placeholders: 'marks',
  tokens:
    /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|--(?=\s)[^\n]*|#[^\n]*|\/\*.*?\*\/|[a-z_\u0080-\uffff][\w$\u0080-\uffff]*|\$\d+|\?\??/gis,
  maxParams: 65_535,
  writesTuples: true,
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  begin: ({ isolation, readOnly }) => [
    ...(isolation ? [`SET TRANSACTION ISOLATION LEVEL ${isolation.toUpperCase()}`] : []),
    `START TRANSACTION${readOnly ? ' READ ONLY' : ''}`,
  ],
  // A backslash in a string is an escape, as mysql2 writes it.
  settle: "SET time_zone = '+00:00', sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')",
  session: 'SELECT connection_id() AS session',
  cancel: (session) => `KILL QUERY ${session}`,
};
