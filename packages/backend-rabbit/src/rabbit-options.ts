import { host, port, secret, server, tls, z } from '@outpool/contract';

const STANDARD_PORT = 5672;
/** What Node.js can count with one timer. */
const LONGEST_MS = 2_147_483_647;

const name = (description: string) => z.string().min(1).max(255).meta({ description });
const args = () => z.record(z.string(), z.unknown()).optional().meta({ description: 'Its arguments, as the broker knows them.' });
const durable = () => z.boolean().default(true).meta({ description: 'It survives a restart of the broker.' });
const autoDelete = () => z.boolean().default(false).meta({ description: 'It goes when nothing uses it any more.' });

const exchange = z.strictObject({
  name: name('Name of the exchange.'),
  type: z.string().min(1).default('direct').meta({ description: '`direct`, `topic`, `fanout`, `headers`, or one that a plugin brings.' }),
  durable: durable(),
  autoDelete: autoDelete(),
  arguments: args(),
});
const queue = z.strictObject({ name: name('Name of the queue.'), durable: durable(), autoDelete: autoDelete(), arguments: args() });
const binding = z.strictObject({
  exchange: name('Exchange from which the messages come.'),
  queue: name('Queue to which they go.'),
  routingKey: z.string().max(255).default('').meta({ description: 'Routing key, or pattern of a `topic` exchange.' }),
  arguments: args(),
});

/** Every option of a `rabbit` connection. The names that begin with `amqp` are the document's own. */
export const rabbitOptions = z
  .strictObject({
    host: host().optional().meta({ description: 'Name or address of the broker.', default: 'localhost' }),
    port: port().optional().meta({ description: 'Port of the broker; those with TLS usually listen on 5671.', default: STANDARD_PORT }),
    servers: z.array(server(STANDARD_PORT)).min(1).optional().meta({
      description:
        'The nodes of a cluster, instead of `host` and `port`; `endpointPolicy` of the pool says whether they share the load or stand in for each other.',
    }),
    username: z.string().min(1).optional().meta({ description: 'Name of the user.', default: 'guest' }),
    password: secret().optional().meta({ description: 'Password, read anew at each connect. Default: `guest`.' }),
    loginBy: z.enum(['password', 'certificate']).default('password').meta({
      description: '`certificate`: with the client certificate of `tls` (SASL EXTERNAL), and without username and password.',
    }),
    virtualHost: z.string().min(1).default('/').meta({ description: 'Virtual host of the broker.' }),
    tls: tls().meta({ description: '`true` or a block: encrypt, and verify the broker as the block says. `false`: in clear.' }),
    confirmsEnabled: z.boolean().default(false).meta({
      description: '`true`: `publish` waits until the broker has taken charge of the message. `false`: until it is written.',
    }),
    confirmTimeoutMs: z.number().positive().max(LONGEST_MS).default(4_000).meta({
      description: 'How long `publish` waits for the word of the broker.',
      unit: 'ms',
    }),
    channelsPerConnection: z.int().min(1).max(2_047).default(5).meta({
      description: 'Workers, each a channel, that share one TCP connection. 1: each has its own.',
    }),
    heartbeatMs: z.int().min(0).max(65_535_000).multipleOf(1_000).default(10_000).meta({
      description: 'A connection that is silent for twice that long is dead; whole seconds, the broker may ask for less. 0: never.',
      unit: 'ms',
    }),
    connectionName: z.string().min(1).default('outpool').meta({ description: 'How the broker lists the connection.' }),
    exchanges: z.array(exchange).default([]).meta({ description: 'Declared at each connect, before anything is published.' }),
    queues: z.array(queue).default([]).meta({ description: 'The same.' }),
    bindings: z.array(binding).default([]).meta({ description: 'The same, after exchanges and queues.' }),
    maxWorkerQueueLen: z
      .union([z.int().min(1), z.literal(Number.POSITIVE_INFINITY)])
      .optional()
      .meta({ description: "The document's name for `maxWorkerQueue` of the pool, which it sets." }),
    amqpHost: host().optional(),
    amqpPort: port().optional(),
    amqpUsername: z.string().min(1).optional(),
    amqpPassword: secret().optional(),
  })
  .superRefine((options, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    for (const [own, documents] of [
      ['host', 'amqpHost'],
      ['port', 'amqpPort'],
      ['username', 'amqpUsername'],
      ['password', 'amqpPassword'],
    ] as const) {
      if (options[own] !== undefined && options[documents] !== undefined)
        refuse(documents, `is ${own}, which stands here too: take one out`);
    }
    if (options.loginBy === 'certificate') {
      if (!options.tls?.certFile) refuse('loginBy', 'needs tls with certFile and keyFile: the certificate to log in with');
      for (const path of ['username', 'password', 'amqpUsername', 'amqpPassword'] as const)
        if (options[path] !== undefined) refuse(path, 'is not for a login by certificate: take one of them out');
    }
    const { servers, host = options.amqpHost, port = options.amqpPort } = options;
    if (servers !== undefined && (host !== undefined || port !== undefined))
      refuse('servers', 'stands instead of host and port: take those out, or this');
  })
  .transform(({ amqpHost = 'localhost', amqpPort = STANDARD_PORT, amqpUsername = 'guest', amqpPassword, ...options }) => {
    const { host = amqpHost, port = amqpPort, username = amqpUsername, password = amqpPassword ?? secret().parse('guest') } = options;
    return { ...options, servers: options.servers ?? [{ host, port }], username, password };
  });

/** The options as people write them. */
export type RabbitOptions = z.input<typeof rabbitOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type RabbitSettings = z.output<typeof rabbitOptions>;
