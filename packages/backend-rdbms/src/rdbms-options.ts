import { type Endpoint, host, port, type Secret, secret, server, tlsSchema, z } from '@outpool/contract';

const ports = { pgsql: 5432, mysql: 3306 } as const;
const name = () => z.string().min(1);

const tlsBlock = tlsSchema
  .safeExtend({
    mode: z.enum(['disable', 'prefer', 'require']).default('require').meta({
      description:
        '`require`: fail when the server has no TLS. `prefer` (pgsql): go on in clear when the server has no TLS, but verify it when it has. `disable`: never encrypt.',
    }),
  })
  .superRefine((tls, context) => {
    const idle = Object.keys(tls).filter((key) => key !== 'mode' && key !== 'verify');
    if (tls.mode !== 'disable' || idle.length === 0) return;
    context.addIssue({ code: 'custom', path: ['mode'], message: `with mode disable ${idle.join(', ')} would have no effect` });
  });
const tls = z.union([z.boolean(), z.literal('required'), tlsBlock]);

const places = {
  driver: z.enum(['pgsql', 'mysql']).meta({ title: 'driver' }),
  host: host().meta({ title: 'host' }),
  port: port().meta({ title: 'port' }),
  tls: tls.meta({ title: 'tls' }),
};
const login = [name().meta({ title: 'database' }), name().meta({ title: 'username' }), secret().meta({ title: 'password' })] as const;
const shapes =
  'expected [driver, host, port, database, username, password, tls], where the port and tls may be left out, or an ODBC connection string';

/** What no shape fits, with what is wrong with one that has a single fault. */
function nearest(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const faults = errors.flatMap(([first, ...others]) => (first !== undefined && others.length === 0 ? [first] : []));
  const fault = faults.find(({ code, path }) => code === 'custom' || path.length > 0);
  return fault === undefined ? shapes : `${shapes}; ${['server', ...fault.path].join('.')}: ${fault.message}`;
}

const serverTuple = z.union(
  [
    z.tuple([places.driver, places.host, places.port, ...login]),
    z.tuple([places.driver, places.host, places.port, ...login, places.tls]),
    z.tuple([places.driver, places.host, ...login]),
    z.tuple([places.driver, places.host, ...login, places.tls]),
    secret(),
  ],
  { error: ({ errors }) => nearest(errors as readonly (readonly z.core.$ZodIssue[])[]) },
);

const fields = z.strictObject({
  driver: z.enum(['pgsql', 'mysql', 'odbc']).optional().meta({
    description:
      'Which database: `pgsql` is PostgreSQL over the package `pg`, `mysql` is MySQL and MariaDB over `mysql2`, `odbc` is anything over `odbc`; you install the one you use. Required unless `server` says it.',
  }),
  host: host().optional().meta({
    description: 'Name or address of the server; what begins with `/` is where its unix socket lies, and `tls` does not apply.',
    default: 'localhost',
  }),
  port: port().optional().meta({ description: 'Port of the server. Default: 5432 for `pgsql`, 3306 for `mysql`.' }),
  servers: z.array(server(0)).min(1).optional().meta({
    description: 'A primary and its standbys, instead of `host` and `port`: the first that `targetSessionAttrs` takes is used.',
  }),
  database: name().optional().meta({ description: 'Name of the database. Required for `pgsql` and `mysql`.' }),
  username: name().optional().meta({ description: 'Name of the role to log in as. Required for `pgsql` and `mysql`.' }),
  password: secret().optional().meta({ description: 'Password of the role, read anew at each connect. Left out: none is sent.' }),
  connectionString: secret().optional().meta({
    description: 'For `odbc`: `DSN=mydb`, or `Driver={...};...`, read anew at each connect. TLS belongs in it or in `odbc.ini`.',
  }),
  server: serverTuple.optional().meta({
    description:
      'All of that in one, as the document spells it: `[driver, host, port, database, username, password, tls]`, where the port and `tls` may be left out, or an ODBC connection string.',
  }),
  tls: tls.default(false).meta({
    description:
      '`false` is mode `disable`; `true` is mode `prefer` for `pgsql` and `require` for `mysql`; a block, or `required`, is mode `require` unless it says otherwise.',
  }),
  targetSessionAttrs: z.enum(['any', 'read-write', 'prefer-standby']).optional().meta({
    description:
      'Which servers will do: all, those that take writes, or standbys while there are some. Default: `read-write` with several servers, else `any`.',
  }),
  queryTimeoutMs: z
    .union([
      z
        .int()
        .min(1)
        .max(2 ** 31 - 1),
      z.literal(Number.POSITIVE_INFINITY),
    ])
    .default(5_000)
    .meta({
      description: 'Limit of one statement; the server ends it then. `Infinity`: the call’s own limit is the only one.',
      unit: 'ms',
    }),
  reset: z.enum(['transactions', 'session', 'never']).default('transactions').meta({
    description:
      'What is undone before the next job: `transactions` that were left open, the whole `session` (settings, temporary tables, locks; one round trip for each job), or nothing.',
  }),
  preparedStatements: z.int().min(0).default(100).meta({
    description:
      'Statements that one connection keeps prepared; the one unused for longest goes first. 0: none, and `execute` does what `query` does.',
  }),
  applicationName: name().default('outpool').meta({ description: 'How the server lists the connection, in `pg_stat_activity`.' }),
});
type Fields = z.output<typeof fields>;
type Written = z.input<typeof fields>;

/** Every option of an `rdbms` connection. */
export const rdbmsOptions = fields.transform((written, context): RdbmsSettings => {
  const refuse = (path: keyof Fields, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  const given = spread(written, refuse);
  for (const [option, message] of misplaced(given)) refuse(option, message);
  const { driver, queryTimeoutMs, reset, preparedStatements } = given;
  const common = { queryTimeoutMs, reset, preparedStatements };
  if (driver === undefined) {
    refuse('driver', 'expected "pgsql", "mysql" or "odbc"');
    return z.NEVER;
  }
  if (driver === 'odbc') {
    const { connectionString } = given;
    if (connectionString !== undefined) return { driver, connectionString, ...common };
    refuse('connectionString', 'expected an ODBC connection string: DSN=mydb');
    return z.NEVER;
  }
  const { database, username, password, applicationName } = given;
  const standard = ports[driver];
  const servers = given.servers?.map((each) => ({ host: each.host, port: each.port || standard })) ?? [
    { host: given.host ?? 'localhost', port: given.port ?? standard },
  ];
  const targetSessionAttrs = given.targetSessionAttrs ?? (servers.length > 1 ? 'read-write' : 'any');
  const encryption = tlsOf(given.tls, driver);
  if (encryption.mode === 'prefer' && driver === 'mysql') refuse('tls', 'the mode prefer is for pgsql: mysql has require and disable');
  if (database === undefined) refuse('database', 'expected the name of the database');
  if (username === undefined) refuse('username', 'expected the name of the role to log in as');
  if (database === undefined || username === undefined) return z.NEVER;
  return { driver, servers, database, username, password, tls: encryption, targetSessionAttrs, applicationName, ...common };
});

type Common = Pick<Fields, 'queryTimeoutMs' | 'reset' | 'preparedStatements'>;

/** The options of a server that is spoken to over a socket. */
export interface SocketSettings extends Common {
  readonly driver: 'pgsql' | 'mysql';
  readonly servers: readonly Endpoint[];
  readonly database: string;
  readonly username: string;
  readonly password: Secret | undefined;
  readonly tls: z.output<typeof tlsBlock>;
  readonly targetSessionAttrs: 'any' | 'read-write' | 'prefer-standby';
  readonly applicationName: string;
}

export interface OdbcSettings extends Common {
  readonly driver: 'odbc';
  readonly connectionString: Secret;
}

/** The options as the drivers read them: checked, with every default in place. */
export type RdbmsSettings = SocketSettings | OdbcSettings;

type Anywhere = Pick<Written, 'queryTimeoutMs' | 'reset' | 'preparedStatements'>;
type OnSockets = Anywhere & Pick<Written, 'tls' | 'targetSessionAttrs' | 'applicationName'>;
type Login = { database: string; username: string; password?: Written['password'] };
type Place = { host?: string; port?: number } | { servers: NonNullable<Written['servers']> };

/** The options as people write them. */
export type RdbmsOptions =
  | (OnSockets & Login & Place & { driver: 'pgsql' | 'mysql' })
  | (Anywhere & { driver: 'odbc'; connectionString: NonNullable<Written['connectionString']> })
  | (OnSockets & { server: NonNullable<Written['server']> });

/** The fields that the document's `server` stands for, in their places. */
function spread(written: Fields, refuse: (path: keyof Fields, message: string) => void): Fields {
  const { server: tuple, ...rest } = written;
  if (tuple === undefined) return rest;
  const instead = ['driver', 'host', 'port', 'servers', 'database', 'username', 'password', 'connectionString'] as const;
  for (const option of instead) if (rest[option] !== undefined) refuse(option, 'stands in `server` already: take one of them out');
  if (!Array.isArray(tuple)) return { ...rest, driver: 'odbc', connectionString: tuple };
  const [driver, where, ...others] = tuple;
  const at = typeof others[0] === 'number' ? others.shift() : undefined;
  const [database, username, password, encryption] = others as [string, string, Secret, Fields['tls']?];
  if (encryption !== undefined && rest.tls !== false) refuse('tls', 'stands in `server` already: take one of them out');
  return { ...rest, driver, host: where, port: at as number | undefined, database, username, password, tls: encryption ?? rest.tls };
}

/** Options that would have no effect where they stand. */
function* misplaced(given: Fields): Generator<[keyof Fields, string]> {
  const { driver, servers, host: single, port: at } = given;
  if (servers !== undefined && (single !== undefined || at !== undefined)) yield ['servers', 'stands instead of host and port'];
  if (driver !== 'odbc' && given.connectionString !== undefined) yield ['connectionString', 'is for the driver odbc alone'];
  if (driver !== 'odbc') return;
  const belongs = 'belongs in the connection string of ODBC, or in odbc.ini';
  const options = ['host', 'port', 'servers', 'database', 'username', 'password', 'targetSessionAttrs'] as const;
  for (const option of options) if (given[option] !== undefined) yield [option, belongs];
  if (given.tls !== false) yield ['tls', belongs];
}

function tlsOf(written: Fields['tls'], driver: 'pgsql' | 'mysql'): z.output<typeof tlsBlock> {
  if (typeof written === 'object') return written;
  if (written === false) return tlsBlock.parse({ mode: 'disable' });
  return tlsBlock.parse({ mode: written === true && driver === 'pgsql' ? 'prefer' : 'require' });
}
