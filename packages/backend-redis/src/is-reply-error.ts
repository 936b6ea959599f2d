/** True for an error that a server has answered with, and that begins so. */
export function isReplyError(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && error.name === 'ReplyError' && pattern.test(error.message);
}
