import { z } from 'zod';
import { tlsSchema } from './tls.js';

/** Schema of a server's name or address. */
export const host = () => z.string().min(1);

/** Schema of a TCP port. */
export const port = () => z.int().min(1).max(65_535);

/**
 * Schema of one server of several: `'host'`, `['host', port]` or `{ host, port }`. Gives an endpoint.
 * @param standard the port of those who name none
 */
export const server = (standard: number) => {
  const fields = z.strictObject({
    host: host().meta({ description: 'Name or address of this server.' }),
    port: port().default(standard).meta({ description: 'Port of this server.' }),
  });
  const short = z.union([host().transform((name) => [name, standard] as const), z.tuple([host(), port()])]);
  return z.union([short.transform(([name, number]) => ({ host: name, port: number })), fields]);
};

/** Schema of an option `tls`: `true`, or a block, encrypts and verifies; `false`, the default, gives `undefined`. */
export const tls = () => z.union([z.boolean().transform((on) => (on ? tlsSchema.parse({}) : undefined)), tlsSchema]).prefault(false);
