import { host, port, secret, server, tls, tlsSchema, z } from '@outpool/contract';
import { DEFAULT_MAX_FRAME_BYTES, DEFAULT_TIMEOUT_MS } from './client/riak-client.js';

export const DEFAULT_ADDRESS = '127.0.0.1';
export const DEFAULT_PORT = 8087;

const pair = z.tuple([z.string().min(1), secret()]).transform(([user, password]) => ({ user, password }));
const login = z.strictObject({
  user: z.string().min(1).meta({ description: 'Name of the user.' }),
  password: secret().prefault('').meta({ description: "Password, read anew at each connect; `''` for a user who shows a certificate." }),
});

/** TLS under the names that Erlang's `ssl` has for it. */
const sslOpts = z.strictObject({
  cacertfile: z.string().min(1).optional().meta({ description: 'As `tls.caFile`.' }),
  certfile: z.string().min(1).optional().meta({ description: 'As `tls.certFile`.' }),
  keyfile: z.string().min(1).optional().meta({ description: 'As `tls.keyFile`.' }),
  password: secret().optional().meta({ description: 'As `tls.passphrase`.' }),
  verify: z.enum(['verify_peer', 'verify_none']).optional().meta({ description: 'As `tls.verify`, `peer` or `none`.' }),
  ciphers: z.array(z.string().min(1)).min(1).optional().meta({ description: 'As `tls.ciphers`, as a list.' }),
  serverNameIndication: z.string().min(1).optional().meta({ description: 'As `tls.serverName`; `disable` sends none.' }),
});

/** Every option of a `riak` connection. */
export const riakOptions = z
  .strictObject({
    address: host().optional().meta({ description: 'Name or address of the node.', default: DEFAULT_ADDRESS }),
    port: port().optional().meta({ description: 'Port of its Protocol Buffers listener.', default: DEFAULT_PORT }),
    nodes: z.array(server(DEFAULT_PORT)).min(1).optional().meta({
      description:
        'Several nodes of one cluster, instead of `address` and `port`; `endpointPolicy` of the pool says whether they share the load.',
    }),
    discoverNodes: z.boolean().default(false).meta({
      description:
        'Ask each node, at every connect and ping, which nodes are up, and use those, too, by the addresses of their listeners. Riak 3.0.10 and later.',
    }),
    credentials: z.union([pair, login]).optional().meta({
      description:
        "Who logs in, `{ user, password }` or `['user', password]`. The connection is encrypted then: the server takes no login in clear.",
    }),
    tls: tls().meta({
      description: '`true` or a block: encrypt, and verify the node as the block says. The node must have its security on.',
    }),
    cacertfile: z.string().min(1).optional().meta({ description: 'As `tls: { caFile }`.' }),
    sslOpts: sslOpts.optional().meta({ description: 'TLS under the names of Erlang, instead of `tls`.' }),
    timeoutMs: z.number().positive().default(DEFAULT_TIMEOUT_MS).meta({
      description: 'How long the node may be silent over a request that has no time of its own. The connection is closed then.',
      unit: 'ms',
    }),
    streamConnections: z.int().min(0).default(4).meta({
      description:
        'Connections that a worker may make beside its own, each for one list, stream, MapReduce or fold at a time. `0`: those go over its own, and hold it up.',
    }),
    maxFrameBytes: z.int().min(1).default(DEFAULT_MAX_FRAME_BYTES).meta({
      description: 'Longest reply that is taken, in bytes; a longer one ends the connection.',
    }),
  })
  .superRefine(({ address, port, nodes, tls, cacertfile, sslOpts }, context) => {
    const refuse = (option: string, message: string) => context.addIssue({ code: 'custom', path: [option], message });
    if (nodes && (address !== undefined || port !== undefined))
      refuse('nodes', 'stands instead of address and port: take those out, or this');
    if (tls && (cacertfile !== undefined || sslOpts)) refuse('tls', 'stands instead of cacertfile and sslOpts: take those out, or this');
    if (cacertfile !== undefined && sslOpts?.cacertfile !== undefined) refuse('cacertfile', 'stands in sslOpts, too: once will do');
  })
  .transform(({ cacertfile, sslOpts, ...options }, context) => {
    if (cacertfile === undefined && sslOpts === undefined) return options;
    const { certfile, keyfile, password, verify, ciphers, serverNameIndication: name } = sslOpts ?? {};
    const given = {
      caFile: cacertfile ?? sslOpts?.cacertfile,
      certFile: certfile,
      keyFile: keyfile,
      verify: verify === 'verify_none' ? 'none' : 'peer',
      ciphers: ciphers?.join(':'),
      serverName: name === 'disable' ? false : name,
    };
    const read = tlsSchema.safeParse(given);
    for (const { message } of read.error?.issues ?? []) context.addIssue({ code: 'custom', path: ['sslOpts'], message });
    return { ...options, tls: read.data && { ...read.data, passphrase: password } };
  });

/** The options as people write them. */
export type RiakOptions = z.input<typeof riakOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type RiakSettings = z.output<typeof riakOptions>;
