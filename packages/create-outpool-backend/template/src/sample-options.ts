import { host, port, z } from '@outpool/contract';

// Names and defaults of the connection options. The contract has more kinds: `secret()` for passwords, `tls()`.
export const sampleOptions = z.strictObject({
  host: host().default('localhost').meta({ description: 'Name or address of the server.' }),
  port: port().default(7070).meta({ description: 'Port of the server.' }),
});

/** As people write them. */
export type SampleOptions = z.input<typeof sampleOptions>;

/** As the backend gets them: checked, with defaults. */
export type SampleSettings = z.output<typeof sampleOptions>;
