import { host, port, secret, tls, tlsSchema, z } from '@outpool/contract';

const LONGEST_MS = 2_147_483_647;

const place = z.strictObject({
  host: host().meta({ description: 'Name or address of this server.' }),
  port: port().optional().meta({ description: 'Port of this server. Default: what `port` says.' }),
});
const short = z.union([host().transform((name) => [name, undefined] as const), z.tuple([host(), port()])]);
const isName = ({ host }: { host: string }): boolean => !host.includes('/');
const servers = z
  .array(
    z
      .union([short.transform(([name, number]) => ({ host: name, port: number })), place])
      .refine(isName, { error: 'expected a name or an address, no URL', path: ['host'] }),
  )
  .min(1);

/** TLS under the document's names, which are those of Erlang. */
const tlsOptions = z.strictObject({
  verify: z.enum(['verify_peer', 'verify_none']).default('verify_peer').meta({ description: 'As `tls.verify`: `peer`, `none`.' }),
  cacertfile: z.string().min(1).optional().meta({ description: 'As `tls.caFile`.' }),
  certfile: z.string().min(1).optional().meta({ description: 'As `tls.certFile`.' }),
  keyfile: z.string().min(1).optional().meta({ description: 'As `tls.keyFile`.' }),
  password: secret().optional().meta({ description: 'As `tls.passphrase`.' }),
  ciphers: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .meta({ description: 'As `tls.ciphers`.' }),
  serverNameIndication: z.string().min(1).optional().meta({ description: 'As `tls.serverName`; `disable` sends none.' }),
});

/** Every option of an `ldap` connection. */
export const ldapOptions = z
  .strictObject({
    driver: z.enum(['ldapts', 'ldapjs']).default('ldapts').meta({ description: 'Client library whose messages are used; install it.' }),
    servers: servers.default([{ host: 'localhost', port: undefined }]).meta({
      description:
        "Names or addresses of servers with the same entries, each `'host'`, `['host', port]` or `{ host, port }`. The first that is up is used; `endpointPolicy: 'spread'` of the pool uses all.",
    }),
    port: port().optional().meta({ description: 'Port of the servers that name none. Default: 389, with `encrypt: "tls"` 636.' }),
    encrypt: z.enum(['none', 'tls']).default('none').meta({ description: '`tls`: TLS from the first byte on, also called `ldaps`.' }),
    startTls: z.boolean().default(false).meta({
      description: 'Encrypts a connection to the ordinary port, before anything is said on it. A server that cannot is refused.',
    }),
    tls: tls().meta({
      description: 'How the server is verified, with `encrypt: "tls"` or `startTls`. Default: by the trust store of Node.js.',
    }),
    tlsOptions: tlsOptions.optional().meta({ description: "The document's name for `tls`, with its names inside." }),
    rootDn: z.string().optional().meta({ description: 'Who binds. Default: nobody, the connection is anonymous.', default: '' }),
    rootdn: z.string().optional(),
    password: secret().prefault('').meta({ description: 'Password of `rootDn`, read anew at each connect.' }),
    connectIntervalMs: z.number().positive().max(LONGEST_MS).default(10_000).meta({
      description: 'Longest delay between attempts to connect: `reconnect.maxMs` of the pool.',
      unit: 'ms',
    }),
    maxMessageBytes: z
      .int()
      .min(1_024)
      .max(2 ** 30)
      .default(16 * 1_024 ** 2)
      .meta({
        description: 'Longest message taken from a server, in bytes: an entry, mostly. A longer one ends the connection.',
      }),
  })
  .superRefine(({ encrypt, startTls, tls, tlsOptions, rootDn, rootdn }, context) => {
    const refuse = (option: string, message: string): void => context.addIssue({ code: 'custom', path: [option], message });
    const encrypted = encrypt === 'tls' || startTls;
    if (encrypt === 'tls' && startTls) refuse('startTls', 'the connection is encrypted already with encrypt: take one of them out');
    if (tls !== undefined && !encrypted) refuse('tls', 'does nothing without encrypt: "tls" or startTls: true');
    if (tlsOptions !== undefined && !encrypted) refuse('tlsOptions', 'does nothing without encrypt: "tls" or startTls: true');
    if (tls !== undefined && tlsOptions !== undefined) refuse('tlsOptions', 'is another name for tls, which stands here too: take one out');
    if (rootDn !== undefined && rootdn !== undefined) refuse('rootdn', 'is rootDn, which stands here too: take one out');
  })
  .transform(({ tls, tlsOptions, rootdn = '', port, ...options }, context) => {
    const { encrypt, startTls, rootDn = rootdn } = options;
    const read = tlsSchema.safeParse(tlsOptions === undefined ? {} : inOurNames(tlsOptions));
    for (const { message } of read.error?.issues ?? []) context.addIssue({ code: 'custom', path: ['tlsOptions'], message });
    const verified = tls ?? (read.data && { ...read.data, passphrase: tlsOptions?.password });
    const standard = port ?? (encrypt === 'tls' ? 636 : 389);
    const places = options.servers.map(({ host, port = standard }) => ({ host, port }));
    return { ...options, servers: places, rootDn, tls: encrypt === 'tls' || startTls ? verified : undefined };
  });

function inOurNames({ verify, cacertfile, certfile, keyfile, ciphers, serverNameIndication }: z.output<typeof tlsOptions>): object {
  return {
    verify: verify === 'verify_none' ? 'none' : 'peer',
    caFile: cacertfile,
    certFile: certfile,
    keyFile: keyfile,
    ciphers: Array.isArray(ciphers) ? ciphers.join(':') : ciphers,
    serverName: serverNameIndication === 'disable' ? false : serverNameIndication,
  };
}

/** The options as people write them. */
export type LdapOptions = z.input<typeof ldapOptions>;

/** The options as the backend reads them: checked, with every default in place. */
export type LdapSettings = z.output<typeof ldapOptions>;
