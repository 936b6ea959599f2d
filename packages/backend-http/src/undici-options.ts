import { isIP } from 'node:net';
import { z } from '@outpool/contract';

const decidedHere = (instead: string) =>
  z
    .never({ error: `is not for httpOpts: ${instead}` })
    .optional()
    .meta({ description: `Refused: ${instead}.` });

/** Options of undici's client, under its own names. */
export const undiciOptions = z.strictObject({
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
  allowH2: z.boolean().default(false).meta({
    description:
      'Speak HTTP/2 with a server that offers it; for https only. `concurrency` of the pool says how many requests share a connection.',
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
  maxConcurrentStreams: decidedHere('it is `concurrency` of the pool'),
  socketPath: decidedHere('it is `socketPath` of the connection'),
  tls: decidedHere('it is `tls` of the connection'),
});
