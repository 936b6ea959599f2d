/** True for an error that a server has answered with, and that fits the pattern. */
export function isReplyError(error: unknown, pattern = /^/): boolean {
  return error instanceof Error && error.name === 'ReplyError' && pattern.test(error.message);
}
