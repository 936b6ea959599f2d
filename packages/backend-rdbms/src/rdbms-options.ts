import { host, port, secret, tlsSchema, z } from '@outpool/contract';

const tlsBlock = tlsSchema
  .safeExtend({
    mode: z.enum(['disable', 'prefer', 'require']).default('require').meta({
      description:
        '`require`: fail when the server has no TLS. `prefer`: go on in clear when the server has no TLS, but verify it when it has. `disable`: never encrypt.',
    }),
  })
  .superRefine((tls, context) => {
    const idle = Object.keys(tls).filter((key) => key !== 'mode' && key !== 'verify');
    if (tls.mode !== 'disable' || idle.length === 0) return;
    context.addIssue({ code: 'custom', path: ['mode'], message: `with mode disable ${idle.join(', ')} would have no effect` });
  });

/** Every option of an `rdbms` connection. */
export const rdbmsOptions = z.strictObject({
  driver: z.enum(['pgsql']).meta({ description: 'Which database: `pgsql` is PostgreSQL over the package `pg`, which you install.' }),
  host: host().default('localhost').meta({
    description: 'Name or address of the server; what begins with `/` is the directory of its unix socket, where `tls` does not apply.',
  }),
  port: port().default(5432).meta({ description: 'Port of the server.' }),
  database: z.string().min(1).meta({ description: 'Name of the database.' }),
  username: z.string().min(1).meta({ description: 'Name of the role to log in as.' }),
  password: secret().optional().meta({ description: 'Password of the role, read anew at each connect. Left out: none is sent.' }),
  tls: z
    .union([z.boolean().transform((on) => tlsBlock.parse({ mode: on ? 'prefer' : 'disable' })), tlsBlock])
    .prefault(false)
    .meta({ description: '`false` is mode `disable`, `true` is mode `prefer`, a block is mode `require` unless it says otherwise.' }),
  applicationName: z
    .string()
    .min(1)
    .default('outpool')
    .meta({ description: 'How the server lists the connection, in `pg_stat_activity`.' }),
});

/** The options as people write them. */
export type RdbmsOptions = z.input<typeof rdbmsOptions>;

/** The options as the drivers read them: checked, with every default in place. */
export type RdbmsSettings = z.output<typeof rdbmsOptions>;
