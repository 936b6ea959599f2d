/**
 * Settles as `answer` does, or rejects with the signal's reason as soon as it aborts: for what cannot be cancelled and
 * must not hold up whoever asks. The answer goes on alone then, and its failure is nobody's.
 */
export function untilAborted<Answer>(answer: PromiseLike<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    const settled = (): void => signal.removeEventListener('abort', abort);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).then(settled);
  });
}
