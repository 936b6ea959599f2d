import { host, port, tls, z } from '@outpool/contract';

export const memcachedOptions = z.strictObject({
  host: host().default('localhost').meta({ description: 'Name or address of the server.' }),
  port: port().default(11211).meta({ description: 'Port of the server.' }),
  tls: tls().meta({ description: '`true` or a block: encrypt, and verify the server as the block says. `false`: in clear.' }),
});

/** As people write them. */
export type MemcachedOptions = z.input<typeof memcachedOptions>;

/** As the backend gets them: checked, with defaults. */
export type MemcachedSettings = z.output<typeof memcachedOptions>;
