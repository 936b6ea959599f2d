/** What every operation takes. */
export interface Terms {
  /** Gives the operation up; its answer is thrown away when it comes. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long the server may take, in ms; for streams, from one part to the next. It is told, and gives up by itself; when it
   * says nothing at all for half a second longer, the connection is closed. Default: `timeoutMs` of the connection.
   */
  readonly timeoutMs?: number | undefined;
}
