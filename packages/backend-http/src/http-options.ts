import { isIP } from 'node:net';
import { type Endpoint, secret, tlsSchema, z } from '@outpool/contract';
import { pathProblem } from './request-target.js';

/** What Node.js can count with one timer. */
const LONGEST_MS = 2_147_483_647;

const server = () =>
  z.string().superRefine((url, context) => {
    const message = serverProblem(url);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

const decidedHere = (instead: string) =>
  z
    .never({ error: `is not for httpOpts: ${instead}` })
    .optional()
    .meta({ description: `Refused: ${instead}.` });

/** Options of undici's client, under its own names. */
const httpOpts = z.strictObject({
  keepAliveTimeout: z.int().min(1).default(4_000).meta({
    description: 'An idle socket is closed after that long, when the server has not said how long it keeps it.',
    unit: 'ms',
  }),
  keepAliveMaxTimeout: z.int().min(1).default(30_000).meta({
    description: 'The longest that an idle socket is kept, whatever the server says.',
    unit: 'ms',
  }),
  keepAliveTimeoutThreshold: z.int().min(0).default(2_000).meta({
    description: 'Taken off what the server says, so that no request is written to a socket that the server is about to close.',
    unit: 'ms',
  }),
  maxRequestsPerClient: z.int().min(1).optional().meta({ description: 'A socket is closed after so many requests. Default: never.' }),
  maxHeaderSize: z.int().min(1).default(16_384).meta({ description: 'Most bytes of the headers of a response.' }),
  strictContentLength: z.boolean().default(true).meta({
    description: 'A request whose body is not as long as its `content-length` fails.',
  }),
  localAddress: z
    .string()
    .refine((address) => isIP(address) !== 0, 'expected an IP address')
    .optional()
    .meta({ description: 'Address to connect from.' }),
  autoSelectFamily: z.boolean().default(true).meta({ description: 'Try IPv6 and IPv4 addresses of a name by turns.' }),
  autoSelectFamilyAttemptTimeout: z.int().min(10).default(250).meta({ description: 'Time for each of them.', unit: 'ms' }),
  connect: decidedHere('`tls`, and `connectTimeoutMs` of the pool, say how to connect'),
  connectTimeout: decidedHere('it is `connectTimeoutMs` of the pool'),
  headersTimeout: decidedHere('`requestTimeoutMs` bounds the whole request'),
  bodyTimeout: decidedHere('`requestTimeoutMs` bounds the whole request'),
  maxResponseSize: decidedHere('it is `maxResponseBytes`'),
  pipelining: decidedHere('a connection serves one request at a time, `workers` of the pool says how many run at once'),
  allowH2: decidedHere('requests go over HTTP/1.1'),
  socketPath: decidedHere('`server` says where to connect'),
  tls: decidedHere('it is `tls` of the connection'),
});

/** Every option of an `http` connection. */
export const httpOptions = z
  .strictObject({
    server: server()
      .optional()
      .meta({ description: 'URL of the server: scheme, host and, if it is not the usual one, port. Default: `http://localhost`.' }),
    servers: z.array(server()).min(1).optional().meta({
      description:
        'Several servers that answer alike, instead of `server`, all http or all https; `endpointPolicy` of the pool says whether they share the load or stand in for each other.',
    }),
    pathPrefix: z
      .string()
      .superRefine((prefix, context) => {
        const message = prefix.startsWith('/') ? prefixProblem(prefix) : 'expected a path that begins with a slash';
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .default('/')
      .meta({ description: 'Stands before the path of every request. No request can leave it.' }),
    requestTimeoutMs: z
      .union([z.number().positive().max(LONGEST_MS), z.literal(Number.POSITIVE_INFINITY)])
      .default(2_000)
      .meta({
        description: 'Limit of one request, from its start to the last byte of the body. A request may have its own, `timeoutMs`.',
        unit: 'ms',
      }),
    maxResponseBytes: z
      .union([z.int().min(1), z.literal(Number.POSITIVE_INFINITY)])
      .default(16_777_216)
      .meta({ description: 'Most bytes of a body that is held in memory. A streamed body has no such limit.' }),
    headers: z
      .record(z.string(), secret())
      .superRefine((headers, context) => {
        for (const name of Object.keys(headers)) {
          if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name))
            context.addIssue({ code: 'custom', path: [name], message: 'is not the name of a header' });
        }
      })
      .default({})
      .meta({
        description:
          'Headers of every request: `{ authorization: { env: NAME } }`. Read anew at each connect; a request may override them.',
      }),
    tls: tlsSchema.optional().meta({ description: 'How to verify and be verified; for https only. Default: the server is verified.' }),
    httpOpts: httpOpts.prefault({}).meta({ description: 'Options for the client of undici, under its own names.' }),
  })
  .superRefine(({ server, servers, tls }, context) => {
    const refuse = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (server !== undefined && servers !== undefined) refuse(['servers'], 'stands instead of server: take one of them out');
    const urls = (servers ?? [server ?? DEFAULT_SERVER]).filter((url) => URL.canParse(url)).map((url) => new URL(url));
    for (const [index, { protocol, origin }] of urls.entries()) {
      const same = urls.findIndex((url) => url.origin === origin);
      if (same < index) refuse(['servers', index], `the same server as servers[${same}]`);
      else if (protocol !== urls[0]?.protocol)
        refuse(['servers', index], 'expected the scheme of the others: one pool speaks http or https');
    }
    if (tls !== undefined && urls[0]?.protocol === 'http:') refuse(['tls'], 'has no effect with http: write https:// to encrypt');
  });

/** The options as people write them. */
export type HttpOptions = z.input<typeof httpOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type HttpSettings = z.output<typeof httpOptions>;

const DEFAULT_SERVER = 'http://localhost';

/** The servers of a pool, one or several. */
export function endpointsOf({ server = DEFAULT_SERVER, servers = [server] }: HttpSettings): Endpoint[] {
  return servers.map((url) => {
    const { hostname, port, protocol } = new URL(url);
    return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  });
}

/** True when the servers of a pool are to be spoken to over TLS. */
export function isSecure({ server = DEFAULT_SERVER, servers = [server] }: HttpSettings): boolean {
  return servers[0]?.toLowerCase().startsWith('https:') === true;
}

// What was written is never repeated: it may hold a password.
function serverProblem(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'expected a URL with its scheme, as in http://localhost:8080';
  if (!/^https?:/i.test(text)) return 'expected an http or https URL';
  if (!URL.canParse(text)) return 'expected a valid URL: host name and port (1 to 65535) are looked at';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'has a user name or password: write `headers: { authorization: { env: NAME } }`';
  if (url.port === '0') return 'expected a port from 1 to 65535';
  if (url.search !== '' || url.hash !== '') return 'has a query or fragment: only scheme, host and port belong here';
  if (url.pathname !== '/') return 'has a path: write it as `pathPrefix`';
  return undefined;
}

function prefixProblem(prefix: string): string | undefined {
  if (prefix.includes('?')) return 'has a query: a request has its own, `query`';
  return pathProblem(prefix);
}
