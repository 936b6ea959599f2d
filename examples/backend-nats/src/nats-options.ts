import { host, port, secret, tls, z } from '@outpool/contract';

export const natsOptions = z.strictObject({
  host: host().default('localhost').meta({ description: 'Name or address of the server.' }),
  port: port().default(4222).meta({ description: 'Port of the server.' }),
  username: z.string().optional().meta({ description: 'Name of the user.' }),
  password: secret().optional().meta({ description: 'A string, `{ env }` or `{ file }`; read anew at each connect.' }),
  tls: tls().meta({ description: '`true` or a block: encrypt, and verify the server as the block says. `false`: in clear.' }),
  connectionName: z.string().default('outpool').meta({ description: 'How the server lists the connection.' }),
  requestTimeoutMs: z.int().min(1).default(60_000).meta({ description: 'How long an answer is awaited at most.' }),
});

/** As people write them. */
export type NatsOptions = z.input<typeof natsOptions>;

/** As the backend gets them: checked, with defaults. */
export type NatsSettings = z.output<typeof natsOptions>;
