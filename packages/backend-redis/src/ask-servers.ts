import type { Endpoint } from '@outpool/contract';
import { isReplyError } from './is-reply-error.js';

/** How long one of several may think before the next is asked. */
const PATIENCE_MS = 1_000;
/** How long the others may take once one has answered. */
const STRAGGLERS_MS = 200;

type Ask<Answer> = (server: Endpoint, signal: AbortSignal) => Promise<Answer>;

/** For what need not succeed, since another will do: aborts with `signal`, and soon by itself. */
export function soon(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
}

/**
 * Asks servers of which any can answer, one after the other, until one does. In random order: whoever asks again after a
 * wrong answer gets another's.
 * @throws Error that names each with its reason; the first refusal is its cause, or the first failure
 */
export async function askInTurn<Answer>(who: string, servers: readonly Endpoint[], signal: AbortSignal, ask: Ask<Answer>): Promise<Answer> {
  const failures = new Map<Endpoint, unknown>();
  for (const server of shuffled(servers)) {
    try {
      return await ask(server, soon(signal));
    } catch (error) {
      signal.throwIfAborted();
      failures.set(server, error);
    }
  }
  throw nobodyAnswers(who, failures);
}

/**
 * Asks servers all at once, and has the answers of those that are about as quick as the first: one at least.
 * @throws Error as `askInTurn`
 */
export async function askAll<Answer>(
  who: string,
  servers: readonly Endpoint[],
  signal: AbortSignal,
  ask: Ask<Answer>,
): Promise<readonly [Answer, ...Answer[]]> {
  const answers: Answer[] = [];
  const failures = new Map<Endpoint, unknown>();
  const enough = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const one = async (server: Endpoint): Promise<void> => {
    try {
      answers.push(await ask(server, AbortSignal.any([enough.signal, soon(signal)])));
      timer ??= setTimeout(() => enough.abort(), STRAGGLERS_MS);
    } catch (error) {
      failures.set(server, error);
    }
  };
  await Promise.all(servers.map(one));
  clearTimeout(timer);
  signal.throwIfAborted();
  const [first, ...others] = answers;
  if (first === undefined) throw nobodyAnswers(who, failures);
  return [first, ...others];
}

function nobodyAnswers(who: string, failures: ReadonlyMap<Endpoint, unknown>): Error {
  const texts = [...failures].map(([{ host, port }, error]) => `${host}:${port}: ${error instanceof Error ? error.message : error}`);
  // An answer tells more than none.
  const reasons = [...failures.values()];
  const cause = reasons.find((reason) => isReplyError(reason)) ?? reasons[0];
  return new Error(`no ${who} answers (${texts.join('; ')})`, { cause });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
