import { type Endpoint, secret, tlsSchema, z } from '@outpool/contract';
import { proxyOptions } from './proxy-tunnel.js';
import { pathProblem } from './request-target.js';
import { undiciOptions } from './undici-options.js';
import { faultOptions } from './upstream-judge.js';

/** What Node.js can count with one timer. */
const LONGEST_MS = 2_147_483_647;

const server = () =>
  z.string().superRefine((url, context) => {
    const message = serverProblem(url);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

const isHeaderName = (name: string): boolean => /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name);

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
          if (!isHeaderName(name)) context.addIssue({ code: 'custom', path: [name], message: 'is not the name of a header' });
        }
      })
      .default({})
      .meta({
        description:
          'Headers of every request: `{ authorization: { env: NAME } }`. Read anew at each connect; a request may override them.',
      }),
    tls: tlsSchema.optional().meta({ description: 'How to verify and be verified; for https only. Default: the server is verified.' }),
    socketPath: z.string().startsWith('/').optional().meta({
      description: 'Unix socket to connect to; `server` then only says what stands in the `host` header.',
    }),
    proxy: proxyOptions.optional().meta({ description: 'Forward proxy to connect through, by CONNECT. Default: none.' }),
    dnsTtlMs: z
      .union([z.int().min(1), z.literal(Number.POSITIVE_INFINITY)])
      .default(Number.POSITIVE_INFINITY)
      .meta({
        description:
          'A socket that old is closed after its next response, and the one after it opened where the name of the server points by then.',
        unit: 'ms',
      }),
    requestId: z.string().refine(isHeaderName, 'is not the name of a header').optional().meta({
      description: 'Header that gets a new UUID in each request that does not have it. Default: none.',
    }),
    traceparent: z
      .custom<() => string | undefined>((value) => typeof value === 'function', 'expected a function')
      .optional()
      .meta({
        description: 'Asked at each request, in the context of its caller, for the header `traceparent`. Default: none.',
      }),
    decompress: z.boolean().default(false).meta({
      description: 'Ask for gzip, deflate and br, and unpack them as they come in. `maxResponseBytes` counts what is unpacked.',
    }),
    upstreamFaults: faultOptions.prefault({}).meta({ description: 'With several servers: what leaves one of them out for a while.' }),
    httpOpts: undiciOptions.prefault({}).meta({ description: 'Options for the client of undici, under its own names.' }),
  })
  .superRefine(({ server, servers, tls, socketPath, proxy, httpOpts }, context) => {
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
    if (httpOpts?.allowH2 && urls[0]?.protocol === 'http:') refuse(['httpOpts', 'allowH2'], 'has no effect with http: write https://');
    if (socketPath !== undefined && servers !== undefined) refuse(['socketPath'], 'is one server: it goes with server, not with servers');
    if (socketPath !== undefined && proxy !== undefined) refuse(['proxy'], 'does not lead to a socket of this machine');
  });

/** The options as people write them. */
export type HttpOptions = z.input<typeof httpOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type HttpSettings = z.output<typeof httpOptions>;

const DEFAULT_SERVER = 'http://localhost';

/** URLs of the servers of a pool, one or several. */
export function serversOf({ server = DEFAULT_SERVER, servers = [server] }: HttpSettings): readonly string[] {
  return servers;
}

export function endpointsOf(settings: HttpSettings): Endpoint[] {
  return serversOf(settings).map((url) => {
    const { hostname, port, protocol } = new URL(url);
    return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  });
}

/** True when the servers of a pool are to be spoken to over TLS. */
export function isSecure(settings: HttpSettings): boolean {
  return serversOf(settings)[0]?.toLowerCase().startsWith('https:') === true;
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
