import type { MariadbServer, PostgresServer } from '@outpool/test-servers';
import type { RdbmsOptions } from '../src/index.js';

/** A server, and how to say to it what databases say differently. */
export interface Subject extends AsyncDisposable {
  readonly options: RdbmsOptions;
  /** A statement of the server's own superuser. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** A statement that takes so long. */
  sleep(seconds: number): string;
  /** An endless supply of rows `n`, up to the number. */
  numbers(count: number): string;
  /** How many sessions of the application run a statement. */
  running(): Promise<number>;
  /** The number of the session. */
  readonly session: string;
  /** The numbers of the application's sessions. */
  sessions(): Promise<number[]>;
  /** Ends a session. */
  kill(session: number): Promise<unknown>;
  /** The definitions of columns that take these. */
  readonly types: { readonly text: string; readonly bytes: string; readonly json: string; readonly moment: string };
  /** Asks the client library for rows as lists of values, where it can be asked. */
  readonly arrays?: Readonly<Record<string, unknown>> | undefined;
  /** Skips, with the reason. */
  readonly lacks?: readonly Lack[];
}

type Lack = 'parsed json' | 'decimals' | 'resets';

/** A PostgreSQL as the cases of the drivers want it. */
export async function postgresSubject(server: PostgresServer, options: RdbmsOptions, lacks: Subject['lacks'] = []): Promise<Subject> {
  await server.query('alter default privileges grant all on tables to app; grant all on schema public to app');
  return {
    options,
    lacks,
    query: (sql) => server.query(sql),
    sleep: (seconds) => `select pg_sleep(${seconds})`,
    numbers: (count) => `select n from generate_series(1, ${count}) as n`,
    running: async () => {
      const active = await server.query("select 1 from pg_stat_activity where usename = 'app' and state = 'active'");
      return active.length;
    },
    sessions: async () =>
      (await server.query<{ pid: number }>("select pid from pg_stat_activity where usename = 'app'")).map(({ pid }) => pid),
    session: 'select pg_backend_pid() as session',
    kill: (session) => server.query('select pg_terminate_backend($1)', [session]),
    arrays: 'driver' in options && options.driver === 'pgsql' ? { rowMode: 'array' } : undefined,
    types: { text: 'text', bytes: 'bytea', json: 'jsonb', moment: 'timestamptz' },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A MariaDB as the cases of the drivers want it. */
export function mariadbSubject(server: MariadbServer, options: RdbmsOptions, lacks: Subject['lacks'] = []): Subject {
  return {
    options,
    lacks: ['parsed json', ...lacks],
    query: (sql) => server.query(sql),
    sleep: (seconds) => `select sum(sleep(${seconds})) from seq_1_to_1`,
    numbers: (count) => `select seq as n from seq_1_to_${count}`,
    running: async () => {
      const active = await server.query(
        "select 1 from information_schema.processlist where user = 'app' and command in ('Query', 'Execute')",
      );
      return active.length;
    },
    sessions: async () =>
      (await server.query("select id from information_schema.processlist where user = 'app'")).map(({ id }) => Number(id)),
    session: 'select connection_id() as session',
    kill: (session) => server.query(`kill ${session}`),
    arrays: 'driver' in options && options.driver === 'mysql' ? { rowsAsArray: true } : undefined,
    types: { text: 'varchar(500) character set utf8mb4', bytes: 'blob', json: 'json', moment: 'datetime(3)' },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The connection string of a server. */
export function odbcString({ name, host, port, database, user, password }: PostgresServer | MariadbServer, more = ''): string {
  if (name === 'MariaDB')
    return `Driver={MariaDB Unicode};SERVER=${host};PORT=${port};DATABASE=${database};UID=${user};PWD=${password};TCPIP=1;OPTION=2;${more}`;
  // Without UseDeclareFetch the driver reads a whole result before it gives its first row.
  return `Driver={PostgreSQL Unicode};Servername=${host};Port=${port};Database=${database};UID=${user};PWD=${password};UseDeclareFetch=1;Fetch=1000;${more}`;
}
