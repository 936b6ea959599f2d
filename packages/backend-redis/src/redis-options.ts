import { secret, tlsSchema, z } from '@outpool/core/contract';

const port = () => z.int().min(1).max(65_535);

/** Every option of a `redis` connection. */
export const redisOptions = z
  .strictObject({
    host: z.string().min(1).optional().meta({ description: 'Name or address of the server.', default: 'localhost' }),
    port: port().optional().meta({ description: 'Port of the server.', default: 6379 }),
    servers: z
      .array(
        z.strictObject({
          host: z.string().min(1).meta({ description: 'Name or address of this server.' }),
          port: port().default(6379).meta({ description: 'Port of this server.' }),
        }),
      )
      .min(1)
      .optional()
      .meta({
        description:
          'Several servers that know nothing of each other, instead of `host` and `port`; `endpointPolicy` of the pool says whether they share the load or stand in for each other.',
      }),
    database: z.int().min(0).default(0).meta({ description: 'Number of the database.' }),
    username: z.string().min(1).optional().meta({ description: 'Name of the ACL user. Default: the user `default` of the server.' }),
    password: secret().prefault('').meta({ description: "Password, read anew at each connect; `''` is none." }),
    tls: z
      .union([z.boolean().transform((on) => (on ? tlsSchema.parse({}) : undefined)), tlsSchema])
      .prefault(false)
      .meta({ description: '`true` or a block: encrypt, and verify the server as the block says. `false`: in clear.' }),
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
