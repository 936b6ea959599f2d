import { host, port, secret, server, tls, z } from '@outpool/contract';

const name = (what: string) => z.string().regex(/^\S+$/, `expected ${what} without blanks`);
const user = () => z.string().min(1).optional();

const sentinel = z.strictObject({
  servers: z.array(server(26379)).min(1).meta({ description: 'The Sentinels, in any order.' }),
  master: name('a name').meta({ description: 'What they call the master.' }),
  username: user().meta({ description: 'Name of the ACL user at the Sentinels. Default: their user `default`.' }),
  password: secret().prefault('').meta({ description: "Password at the Sentinels, read anew at each connect; `''` is none." }),
  tls: tls().meta({ description: 'TLS to the Sentinels; `tls` of the connection is for the master alone.' }),
});

const script = z.strictObject({
  lua: z.string().min(1).meta({ description: 'The script.' }),
  numberOfKeys: z.int().min(0).exactOptional().meta({ description: 'How many arguments are keys. Default: the first argument says it.' }),
  readOnly: z.boolean().exactOptional().meta({ description: 'It changes nothing.' }),
});

/** Every option of a `redis` connection. */
export const redisOptions = z
  .strictObject({
    host: host().optional().meta({ description: 'Name or address of the server.', default: 'localhost' }),
    port: port().optional().meta({ description: 'Port of the server.', default: 6379 }),
    path: z.string().min(1).optional().meta({ description: 'Unix socket of the server, instead of `host` and `port`.' }),
    servers: z.array(server(6379)).min(1).optional().meta({
      description:
        'Several servers that know nothing of each other, instead of `host` and `port`; `endpointPolicy` of the pool says whether they share the load or stand in for each other.',
    }),
    sentinel: sentinel.optional().meta({ description: 'Sentinels that say who the master is, instead of `host` and `port`.' }),
    cluster: z.array(server(6379)).min(1).optional().meta({
      description: 'Some servers of a Redis Cluster, which tell of the others, instead of `host` and `port`.',
    }),
    database: z.int().min(0).default(0).meta({ description: 'Number of the database. A cluster has only 0.' }),
    username: user().meta({ description: 'Name of the ACL user. Default: the user `default` of the server.' }),
    password: secret().prefault('').meta({ description: "Password, read anew at each connect; `''` is none." }),
    tls: tls().meta({ description: '`true` or a block: encrypt, and verify the server as the block says. `false`: in clear.' }),
    protocol: z
      .union([z.literal(2), z.literal(3)], 'expected 2 or 3')
      .default(3)
      .meta({
        description: 'Version of RESP to speak. A server that does not know 3 is spoken to in 2.',
      }),
    scripts: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'expected a name that a method can have'), script)
      .default({})
      .meta({
        description:
          'Lua scripts by name; each becomes a command of the client, sent whole once a connection and by its hash from then on.',
      }),
    connectionName: name('a name').optional().meta({
      description: 'How the server lists the connection, in `CLIENT LIST`. Default: it has no name.',
    }),
  })
  .superRefine(({ host, port, path, servers, sentinel, cluster, database }, context) => {
    const ways = Object.entries({ 'host and port': host ?? port, path, servers, sentinel, cluster }).filter(
      ([, value]) => value !== undefined,
    );
    const [first, ...others] = ways.map(([way]) => way);
    for (const way of others)
      context.addIssue({ code: 'custom', path: [way], message: `stands instead of ${first}: take one of them out` });
    if (cluster !== undefined && database !== 0)
      context.addIssue({ code: 'custom', path: ['database'], message: 'a Redis Cluster has only the database 0' });
  });

/** The options as people write them. */
export type RedisOptions = z.input<typeof redisOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type RedisSettings = z.output<typeof redisOptions>;

export type SentinelSettings = NonNullable<RedisSettings['sentinel']>;
