import { host, port, secret, server, tls, z } from '@outpool/contract';

/** Every option of a `redis` connection. */
export const redisOptions = z
  .strictObject({
    host: host().optional().meta({ description: 'Name or address of the server.', default: 'localhost' }),
    port: port().optional().meta({ description: 'Port of the server.', default: 6379 }),
    servers: z.array(server(6379)).min(1).optional().meta({
      description:
        'Several servers that know nothing of each other, instead of `host` and `port`; `endpointPolicy` of the pool says whether they share the load or stand in for each other.',
    }),
    database: z.int().min(0).default(0).meta({ description: 'Number of the database.' }),
    username: z.string().min(1).optional().meta({ description: 'Name of the ACL user. Default: the user `default` of the server.' }),
    password: secret().prefault('').meta({ description: "Password, read anew at each connect; `''` is none." }),
    tls: tls().meta({ description: '`true` or a block: encrypt, and verify the server as the block says. `false`: in clear.' }),
    connectionName: z.string().regex(/^\S+$/, 'expected a name without blanks').optional().meta({
      description: 'How the server lists the connection, in `CLIENT LIST`. Default: it has no name.',
    }),
  })
  .superRefine(({ host, port, servers }, context) => {
    if (servers === undefined || (host === undefined && port === undefined)) return;
    context.addIssue({ code: 'custom', path: ['servers'], message: 'stands instead of host and port: take those out, or this' });
  });

/** The options as people write them. */
export type RedisOptions = z.input<typeof redisOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type RedisSettings = z.output<typeof redisOptions>;
