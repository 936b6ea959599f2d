import { z } from '@outpool/contract';

/** What counts as a server's fault. That it cannot be connected to always does. */
export const faultOptions = z.strictObject({
  statuses: z.array(z.int().min(100).max(599)).default([502, 503, 504]).meta({ description: 'Responses that are failures of the server.' }),
  errorRate: z.number().gt(0).max(1).default(0.5).meta({
    description:
      'Share of such responses, among about the last five of a connection, from which on the server is left out: 0.5 is four in a row, 0.1 the first.',
  }),
  resets: z.boolean().default(true).meta({ description: 'A connection that dies under a request is a fault.' }),
  timeouts: z.boolean().default(true).meta({ description: 'Silence for all of `requestTimeoutMs` is a fault.' }),
});

export type FaultSettings = z.output<typeof faultOptions>;

/** How much one response weighs. */
const WEIGHT = 0.2;

/** Counts the failures among the responses of one connection; the older, the less. */
export class UpstreamJudge {
  readonly #settings: FaultSettings;
  readonly #blame: () => void;
  #rate = 0;

  /** @param blame called when the server has failed too often */
  constructor(settings: FaultSettings, blame: () => void) {
    this.#settings = settings;
    this.#blame = blame;
  }

  answered(status: number): void {
    const { statuses, errorRate } = this.#settings;
    const failed = statuses.includes(status);
    this.#rate += WEIGHT * ((failed ? 1 : 0) - this.#rate);
    if (failed && this.#rate >= errorRate) this.#blame();
  }
}
