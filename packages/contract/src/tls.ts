import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { secret } from './secret.js';

const text = (description: string) => z.string().min(1).optional().describe(description);
const nameOrFalse = z.union([z.string().min(1), z.literal(false)]);

/** The one `tls` block of every backend. */
export const tlsSchema = z
  .strictObject({
    verify: z.enum(['peer', 'selfsigned_peer', 'none']).default('peer').meta({
      description:
        '`peer`: the chain and the host name must hold. `selfsigned_peer`: the certificate must be the one in `caFile`, its name is not checked. `none`: anything goes.',
    }),
    caFile: text('PEM file of the certificates to trust. Default: the trust store of Node.js.'),
    certFile: text('PEM file of the client certificate. Needs `keyFile`.'),
    keyFile: text('PEM file of the client key. Needs `certFile`.'),
    passphrase: secret().optional().describe('Passphrase of the client key.'),
    serverName: nameOrFalse.optional().describe('Name sent and checked instead of the host; `false` sends none.'),
    ciphers: text('Cipher list in OpenSSL form.'),
    minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).optional().describe('Lowest protocol version.'),
  })
  .superRefine(({ verify, caFile, certFile, keyFile }, context) => {
    const needs = (option: string, message: string) => context.addIssue({ code: 'custom', path: [option], message });
    if (verify === 'selfsigned_peer' && !caFile) needs('caFile', 'selfsigned_peer needs caFile: the certificate to accept');
    if (!certFile !== !keyFile) needs(certFile ? 'keyFile' : 'certFile', 'certFile and keyFile go together');
  });

export type TlsOptions = z.output<typeof tlsSchema>;

/**
 * Reads the files of a `tls` block and gives what `tls.connect` takes. Call it at each connect, so that renewed
 * certificates need no restart.
 * @param host the server's name or address; a name is sent to it and checked
 * @throws Error when a file cannot be read
 */
export async function readTls(tls: TlsOptions, host: string): Promise<ConnectionOptions> {
  const { verify, caFile, certFile, keyFile, passphrase, serverName, ...others } = tls;
  const read = (file: string | undefined) => (file === undefined ? undefined : readFile(file));
  const [ca, cert, key, phrase] = await Promise.all([read(caFile), read(certFile), read(keyFile), passphrase?.read()]);
  const checkServerIdentity = verify === 'selfsigned_peer' ? () => undefined : undefined;
  const servername = serverName === false ? '' : (serverName ?? (isIP(host) ? undefined : host));
  const options = { ...others, rejectUnauthorized: verify !== 'none', ca, cert, key, passphrase: phrase, checkServerIdentity, servername };
  // `tls.connect` does not take undefined for "as usual".
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
