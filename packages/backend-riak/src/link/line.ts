import type { Codec, Written } from '../wire/codec.js';
import type { Terms } from './terms.js';

/** Where requests are made: a connection, or several of which one is taken. */
export interface Line {
  /** How long the server may take where a request says nothing else, in ms. */
  readonly timeoutMs: number;
  /** Makes a request that has one reply. */
  call<Request, Reply>(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, terms?: Terms): Promise<Reply>;
  /**
   * Makes a request that has many replies. It is sent when the first is asked for; leaving the loop gives the rest up.
   * @param also what a server may answer instead
   */
  stream<Request, Reply extends { done: boolean | undefined }>(
    request: Codec<Request>,
    message: Written<Request>,
    reply: Codec<Reply>,
    terms?: Terms,
    also?: Codec<Reply>,
  ): AsyncGenerator<Reply, void, undefined>;
}
