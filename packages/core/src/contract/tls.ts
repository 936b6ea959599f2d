import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { secret } from './secret.js';

/** The one `tls` block of every backend. */
export const tlsSchema = z
  .strictObject({
    verify: z.enum(['peer', 'selfsigned_peer', 'none']).default('peer').meta({
      description:
        '`peer`: the chain and the host name must hold. `selfsigned_peer`: the certificate must be the one in `caFile`, its name is not checked. `none`: anything goes.',
    }),
    caFile: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'PEM file of the certificates to trust. Default: the trust store of Node.js.' }),
    certFile: z.string().min(1).optional().meta({ description: 'PEM file of the client certificate. Needs `keyFile`.' }),
    keyFile: z.string().min(1).optional().meta({ description: 'PEM file of the client key. Needs `certFile`.' }),
    passphrase: secret().optional().meta({ description: 'Passphrase of the client key.' }),
    serverName: z
      .union([z.string().min(1), z.literal(false)])
      .optional()
      .meta({ description: 'Name sent and checked instead of the host; `false` sends none.' }),
    ciphers: z.string().min(1).optional().meta({ description: 'Cipher list in OpenSSL form.' }),
    minVersion: z.enum(['TLSv1.2', 'TLSv1.3']).optional().meta({ description: 'Lowest protocol version.' }),
  })
  .superRefine((tls, context) => {
    if (tls.verify === 'selfsigned_peer' && tls.caFile === undefined) {
      context.addIssue({ code: 'custom', path: ['caFile'], message: 'selfsigned_peer needs caFile: the certificate to accept' });
    }
    if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) {
      const missing = tls.certFile === undefined ? 'certFile' : 'keyFile';
      context.addIssue({ code: 'custom', path: [missing], message: 'certFile and keyFile go together' });
    }
  });

export type TlsOptions = z.output<typeof tlsSchema>;

/**
 * Reads the files of a `tls` block and gives what `tls.connect` takes. Call it at each connect, so that renewed
 * certificates need no restart.
 * @throws Error when a file cannot be read
 */
export async function readTls(tls: TlsOptions): Promise<ConnectionOptions> {
  const [ca, cert, key, passphrase] = await Promise.all([
    tls.caFile === undefined ? undefined : readFile(tls.caFile),
    tls.certFile === undefined ? undefined : readFile(tls.certFile),
    tls.keyFile === undefined ? undefined : readFile(tls.keyFile),
    tls.passphrase?.read(),
  ]);
  return {
    rejectUnauthorized: tls.verify !== 'none',
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(tls.verify === 'selfsigned_peer' && { checkServerIdentity: () => undefined }),
    ...(tls.serverName !== undefined && { servername: tls.serverName === false ? '' : tls.serverName }),
    ...(tls.ciphers !== undefined && { ciphers: tls.ciphers }),
    ...(tls.minVersion !== undefined && { minVersion: tls.minVersion }),
  };
}
