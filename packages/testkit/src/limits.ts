/** How long the cases of a backend wait, in ms. Only their own tests, which wait for what never comes, have shorter ones. */
export const limits = {
  /** What no sound operation takes longer than. */
  promptMs: 2_000,
  /** As `connectTimeoutMs` and `closeTimeoutMs` have it by default. */
  connectMs: 5_000,
  /** How long what was closed may take to be gone: the other side has to answer, and ioredis keeps a timer for 2 s. */
  goneMs: 3_000,
};
