import { type Endpoint, host, port, secret, server, type TlsOptions, tls, tlsSchema, z } from '@outpool/contract';

const STANDARD_PORT = 9_200;
/** What Node.js can count with one timer. */
const LONGEST_MS = 2_147_483_647;

/** Every option of an `elastic` connection. */
export const elasticOptions = z
  .strictObject({
    host: host().optional().meta({ description: 'Name or address of a node. Default: `localhost`.' }),
    port: port()
      .optional()
      .meta({ description: `Port of its HTTP interface. Default: ${STANDARD_PORT}.` }),
    nodes: z
      .array(server(STANDARD_PORT))
      .min(1)
      .optional()
      .meta({ description: 'Several nodes of one cluster, instead of `host` and `port`. One that fails is left out for a while.' }),
    sniff: z.boolean().default(false).meta({
      description:
        'Ask the cluster for its nodes, at each connect and ping, and use those, too. The configured ones are never dropped; a new one is used once it has taken a connection.',
    }),
    cloudId: z
      .string()
      .refine((id) => cloudHost(id) !== undefined, 'expected NAME:BASE64, as the cloud console shows it')
      .optional()
      .meta({ description: 'A deployment in the cloud of Elastic, instead of a node. Always over TLS.' }),
    tls: tls().meta({ description: 'Encrypt: `true`, or how to verify and be verified. Default: in clear.' }),
    username: z.string().min(1).optional().meta({ description: 'Name of the user. Needs `password`.' }),
    password: secret().optional().meta({ description: 'Password of the user.' }),
    apiKey: secret().optional().meta({ description: 'API key as the server encodes it, instead of a user.' }),
    bearer: secret().optional().meta({ description: 'Bearer token, instead of a user.' }),
    requestTimeoutMs: z
      .union([z.number().positive().max(LONGEST_MS), z.literal(Number.POSITIVE_INFINITY)])
      .default(30_000)
      .meta({ description: 'Limit of one request, to the last byte of its answer. A request may have its own, `timeoutMs`.', unit: 'ms' }),
    maxResponseBytes: z.int().min(1).default(104_857_600).meta({ description: 'Most bytes of an answer.' }),
  })
  .superRefine((options, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const places = (['nodes', 'cloudId', 'host'] as const).filter((name) => options[name] !== undefined);
    if (places.length > 1 && places[0] !== undefined) refuse(places[0], `stands instead of ${places[1]}: take one of them out`);
    if (options.port !== undefined && (options.nodes !== undefined || options.cloudId !== undefined))
      refuse('port', 'has no effect here: it goes with `host`');
    if (options.sniff && options.cloudId !== undefined)
      refuse('sniff', 'has no effect here: the nodes of a cloud are reached through one door');
    const logins = (['username', 'apiKey', 'bearer'] as const).filter((name) => options[name] !== undefined);
    if (logins.length > 1 && logins[1] !== undefined) refuse(logins[1], `stands instead of ${logins[0]}: take one of them out`);
    if ((options.username === undefined) !== (options.password === undefined))
      refuse(options.username === undefined ? 'username' : 'password', 'username and password go together');
  });

/** The options as people write them. */
export type ElasticOptions = z.input<typeof elasticOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type ElasticSettings = z.output<typeof elasticOptions>;

export function endpointsOf({
  host = 'localhost',
  port = STANDARD_PORT,
  nodes = [{ host, port }],
  cloudId,
}: ElasticSettings): readonly Endpoint[] {
  const cloud = cloudId === undefined ? undefined : cloudHost(cloudId);
  return cloud === undefined ? nodes : [cloud];
}

/** How the nodes are to be spoken to over TLS; in clear if not at all. */
export function tlsOf({ tls, cloudId }: ElasticSettings): TlsOptions | undefined {
  return tls ?? (cloudId === undefined ? undefined : tlsSchema.parse({}));
}

/** The header `authorization`, read anew at each connect. */
export async function authorizationOf({ username, password, apiKey, bearer }: ElasticSettings): Promise<string | undefined> {
  const text =
    apiKey !== undefined
      ? `ApiKey ${await apiKey.read()}`
      : bearer !== undefined
        ? `Bearer ${await bearer.read()}`
        : username !== undefined && password !== undefined
          ? `Basic ${Buffer.from(`${username}:${await password.read()}`).toString('base64')}`
          : undefined;
  if (text !== undefined && /[^\x20-\x7e]/.test(text))
    throw new Error('the API key or token has a line break or another character that cannot be sent');
  return text;
}

/** `name:base64(domain[:port]$id$...)` */
function cloudHost(cloudId: string): Endpoint | undefined {
  const [domain, id] = Buffer.from(cloudId.slice(cloudId.indexOf(':') + 1), 'base64')
    .toString('latin1')
    .split('$');
  const [, name, number] = /^([a-z0-9.-]+)(?::(\d+))?$/i.exec(domain ?? '') ?? [];
  if (!cloudId.includes(':') || name === undefined || id === undefined || !/^[a-z0-9-]+$/i.test(id)) return undefined;
  return { host: `${id}.${name}`, port: Number(number ?? 443) };
}
