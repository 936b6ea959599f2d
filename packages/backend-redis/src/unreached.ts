const errors = new WeakSet<Error>();

/** Notes that with this error commands fail which were not sent, since there is no connection to their server. */
export function unreached<Reason>(error: Reason): Reason {
  if (error instanceof Error) errors.add(error);
  return error;
}

/** True if the command that failed with this error was certainly not sent. */
export function isUnreached(error: unknown): boolean {
  return error instanceof Error && errors.has(error);
}
