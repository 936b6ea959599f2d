import type { Endpoint } from '@outpool/contract';

/** How long one of several may think before the next is asked. */
const PATIENCE_MS = 1_000;

/** For what need not succeed, since another will do: aborts with `signal`, and soon by itself. */
export function soon(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
}

/**
 * Asks servers of which any can answer, one after the other, until one does. In random order: whoever asks again after a
 * wrong answer gets another's.
 * @throws Error that names each with its reason; the first failure is its cause
 */
export async function askInTurn<Answer>(
  who: string,
  servers: readonly Endpoint[],
  signal: AbortSignal,
  ask: (server: Endpoint, signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const failures: string[] = [];
  let cause: unknown;
  for (const server of shuffled(servers)) {
    try {
      return await ask(server, soon(signal));
    } catch (error) {
      signal.throwIfAborted();
      cause ??= error;
      failures.push(`${server.host}:${server.port}: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new Error(`no ${who} answers (${failures.join('; ')})`, { cause });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
