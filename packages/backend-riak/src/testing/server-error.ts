/** What the server answers instead. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
  /** The server closes the connection behind it. */
  readonly closes: boolean;

  constructor(text: string, closes = false) {
    super(text);
    this.closes = closes;
  }

  /** The server's own code failed over the request: it shows its stack, and closes. */
  static crash(reason: string): ServerError {
    return new ServerError(`Error processing incoming message: error:${reason}:[{riak_api_pb_server,process_message,4}]`, true);
  }
}

/** A name as Erlang prints it: `<<"name">>`. */
export function binary(name: Uint8Array): string {
  return `<<${JSON.stringify(Buffer.from(name).toString())}>>`;
}
