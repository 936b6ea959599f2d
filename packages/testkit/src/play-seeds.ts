/** How often to play, and where to begin again after a failure. */
export interface SeedRun {
  /** How many seeds are played. Default 100. The environment variable `OUTPOOL_HISTORIES` goes before. */
  readonly seeds?: number;
  /** The first of them. Default 1. The environment variable `OUTPOOL_SEED` goes before. */
  readonly first?: number;
  /** The command that runs this test alone: it stands in the replay line of a failure. */
  readonly again: string;
}

/** What one play may tell: where a failure came from. */
export interface Play {
  readonly seed: number;
  /** Told in order when the play fails, and not at all when it does not. */
  say(line: string): void;
}

/**
 * Plays the same scene with one seed after the other. A failure says the seed, what `say` was told, and the line that
 * plays it again.
 *
 * ```ts
 * await playSeeds({ again: 'npm test -- shop.test.ts' }, async ({ seed, say }) => {
 *   const scheduler = new Scheduler({ seed });
 *   ...
 * });
 * ```
 * @throws Error whose cause is what the play threw
 */
export async function playSeeds(run: SeedRun, play: (one: Play) => unknown): Promise<void> {
  const { OUTPOOL_SEED, OUTPOOL_HISTORIES } = process.env;
  const first = Number(OUTPOOL_SEED ?? run.first ?? 1);
  const end = first + Number(OUTPOOL_HISTORIES ?? run.seeds ?? 100);
  for (let seed = first; seed < end; seed++) {
    const said: string[] = [];
    try {
      await play({ seed, say: (line) => void said.push(line) });
    } catch (error) {
      throw new Error(`${failure(error, said)}\n\n${replayLine({ OUTPOOL_SEED: seed, OUTPOOL_HISTORIES: 1 }, run.again)}`, {
        cause: error,
      });
    }
  }
}

/** What failed, and what was said before. */
export function failure(error: unknown, said: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  return [message, ...said.map((line) => `  ${line}`)].join('\n');
}

export function replayLine(environment: Readonly<Record<string, unknown>>, command: string): string {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return `To play it again:\n  ${settings.join(' ')} ${command}`;
}
