import { secret, server, tls, z } from '@outpool/contract';
import { CONSISTENCIES } from './consistency.js';

const STANDARD_PORT = 9042;
/** What Node.js can count with one timer. */
const LONGEST_MS = 2_147_483_647;

/** Options of the driver that have another name here, or a value that the rest relies on. */
const OWN_WORDS: readonly (readonly [path: string, instead: string])[] = [
  ['contactPoints', 'write `servers`'],
  ['keyspace', 'write `keyspace` beside it'],
  ['localDataCenter', 'write `localDataCenter` beside it'],
  ['credentials', 'write `auth`'],
  ['sslOptions', 'write `tls`'],
  ['cloud', 'it would replace `servers` and `tls`'],
  ['protocolOptions.port', 'write it with the servers'],
  ['pooling.coreConnectionsPerHost', 'write `connectionsPerNode`'],
  ['pooling.maxRequestsPerConnection', 'write `maxRequests`'],
  ['socketOptions.readTimeout', 'write `requestTimeoutMs`'],
  ['socketOptions.connectTimeout', 'write `connectTimeoutMs` of the pool'],
  ['queryOptions.consistency', 'write `consistency`'],
  ['queryOptions.fetchSize', 'write `pageSize`'],
  ['queryOptions.isIdempotent', 'say it of each statement'],
  ['policies.retry', 'what is repeated is decided by `idempotent` of each statement'],
  ['policies.reconnection', 'nodes are dialled as those of other pools'],
  ['policies.speculativeExecution', 'write `speculativeExecution`'],
];

const positiveMs = () => z.number().positive().max(LONGEST_MS);
const name = () => z.string().min(1);

/** Every option of a `cassandra` connection. */
export const cassandraOptions = z
  .strictObject({
    servers: z
      .array(server(STANDARD_PORT))
      .min(1)
      .prefault([{ host: 'localhost' }])
      .meta({ description: 'Some nodes of the cluster, which tell of the others. One that answers is enough.' }),
    keyspace: z
      .union([name(), z.literal(false)])
      .default('mongooseim')
      .meta({
        description: 'Keyspace of names that stand alone in a statement. `false`: none, each statement says it.',
      }),
    localDataCenter: name().optional().meta({
      description: 'The data center whose nodes are used, and no others. Default: that of the first of `servers` that is there.',
    }),
    auth: z
      .strictObject({
        plain: z.strictObject({
          username: name().meta({ description: 'Name of the role.' }),
          password: secret().meta({ description: 'Its password, read anew at each connect.' }),
        }),
      })
      .optional()
      .meta({ description: 'How to log in. Default: not at all.' }),
    tls: tls().meta({
      description:
        '`true` or a block: encrypt, and verify each node as the block says: its certificate is for its address, or for its name in `servers`. `false`: in clear.',
    }),
    consistency: z.enum(CONSISTENCIES).default('LOCAL_ONE').meta({ description: 'Consistency level of statements that say none.' }),
    requestTimeoutMs: positiveMs().default(4_000).meta({
      description: 'How long one node may think about one request; shorter than a call, so that another can be asked.',
      unit: 'ms',
    }),
    pageSize: z.int().min(1).default(5_000).meta({ description: 'Most rows of one answer.' }),
    connectionsPerNode: z.int().min(1).default(1).meta({ description: 'TCP connections of one worker to each node.' }),
    maxRequests: z.int().min(1).max(16_384).default(2_048).meta({
      description: 'Requests under way at once on one worker; more wait for their turn.',
    }),
    speculativeExecution: z
      .strictObject({
        delayMs: positiveMs().meta({ description: 'How long the first node may think before the next is asked, too.', unit: 'ms' }),
        max: z.int().min(1).default(1).meta({ description: 'How many more nodes are asked, at most.' }),
      })
      .optional()
      .meta({ description: 'Of idempotent statements, ask another node when the first is slow. Default: never.' }),
    driver: z.record(z.string(), z.unknown()).default({}).meta({
      description: 'More options of the driver, as it knows them: `{ encoding: { useBigIntAsLong: false } }`.',
    }),
  })
  .superRefine(({ servers, auth, driver }, context) => {
    const refuse = (path: readonly (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message });
    for (const [index, { port }] of servers.entries()) {
      if (port !== servers[0]?.port) refuse(['servers', index], 'the nodes of a cluster listen on one port');
    }
    for (const [path, instead] of OWN_WORDS) {
      const steps = path.split('.');
      const value = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], driver);
      if (value !== undefined) refuse(['driver', ...steps], `is set from here: ${instead}`);
    }
    if (auth !== undefined && driver.authProvider !== undefined) refuse(['driver', 'authProvider'], 'stands instead of auth: take one out');
  });

/** The options as people write them. */
export type CassandraOptions = z.input<typeof cassandraOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type CassandraSettings = z.output<typeof cassandraOptions>;
