import fc from 'fast-check';
import { failure, replayLine } from './play-seeds.js';

/** One thing that happens: what, and a number that says to whom and how. */
export interface HistoryStep<Kind extends string = string> {
  readonly kind: Kind;
  /** From 0 up to 4095. */
  readonly pick: number;
}

export interface Histories<Made, Kind extends string> {
  /** What a world is made of, by chance: an arbitrary of fast-check. */
  readonly made: fc.Arbitrary<Made>;
  /** What can happen, and how often it does: `{ call: 16, die: 4, tick: 12 }`. */
  readonly shares: Readonly<Record<Kind, number>>;
  /** How many steps a history has. Default 10 to 40. */
  readonly steps?: { readonly min: number; readonly max: number };
  /**
   * Plays one history from beginning to end and throws when a promise is broken. What `say` is told stands in the failure.
   */
  readonly play: (made: Made, steps: readonly HistoryStep<Kind>[], say: (line: string) => void) => Promise<void>;
  /** How many. Default 1000. The environment variable `OUTPOOL_HISTORIES` goes before. */
  readonly histories?: number;
  /** Default 1. The environment variable `OUTPOOL_SEED` goes before. */
  readonly seed?: number;
  /** For histories that several test files play together: `[1, 4]` is the first of four. Each has a seed of its own. Default `[1, 1]`. */
  readonly share?: readonly [share: number, shares: number];
  /** The command that runs this test alone: it stands in the replay line of a failure. */
  readonly again: string;
}

/**
 * Plays random histories against a model of yours: a hundred thousand in a minute, if they are on a `VirtualClock`. What
 * fails is made as short as it can be; the failure says the world, the steps, the seed, and the line that plays that one
 * history again. Needs fast-check.
 * @throws Error as above
 */
export async function playHistories<Made, Kind extends string>(setup: Histories<Made, Kind>): Promise<void> {
  const { OUTPOOL_SEED, OUTPOOL_HISTORIES, OUTPOOL_PATH: path } = process.env;
  const table = Object.entries<number>(setup.shares).flatMap(([kind, share]) => new Array<Kind>(share).fill(kind as Kind));
  const [share, shares] = setup.share ?? [1, 1];
  const histories = Number(OUTPOOL_HISTORIES ?? setup.histories ?? 1_000);
  const seed = Number(OUTPOOL_SEED ?? setup.seed ?? 1);
  const { min, max } = setup.steps ?? { min: 10, max: 40 };
  // Histories are numbers until they are played: many of them are made.
  const numbers = fc.array(fc.nat(table.length * 4096 - 1), { minLength: min, maxLength: max, size: 'max' });
  const stepOf = (number: number): HistoryStep<Kind> => ({
    kind: table[number % table.length] as Kind,
    pick: Math.floor(number / table.length),
  });
  const property = fc.asyncProperty(setup.made, numbers, async (made, history) => {
    const said: string[] = [];
    try {
      await setup.play(made, history.map(stepOf), (line) => void said.push(line));
    } catch (error) {
      throw new Error(`${failure(error, said)}\n`, { cause: error });
    }
  });
  const { stackTraceLimit } = Error;
  // Some worlds make many errors, and nobody reads where: a seventh of the time went there.
  if (path === undefined) Error.stackTraceLimit = 0;
  const details = await fc.check(property, {
    ...(path === undefined
      ? { seed: seed + share - 1, numRuns: Math.ceil(histories / shares) }
      : { seed, path, numRuns: 1, endOnFailure: true }),
  });
  Error.stackTraceLimit = stackTraceLimit;
  if (!details.failed) return;
  const { seed: failed, counterexamplePath, errorInstance } = details;
  const again = replayLine({ OUTPOOL_SEED: failed, OUTPOOL_PATH: counterexamplePath }, setup.again);
  const what = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`${what}\n${await fc.asyncDefaultReportMessage(details)}\n\n${again}`, { cause: errorInstance });
}
