import { RpbErrorResp } from '../messages/riak.js';
import { RpbCSBucketReq, RpbIndexReq } from '../messages/riak-kv.js';
import type { Codec, Written } from '../wire/codec.js';
import type { FrameWriter } from '../wire/frame-writer.js';
import { Malformed } from '../wire/malformed.js';
import { MessageReader } from '../wire/message-reader.js';
import { isRepeatable } from './repeatable.js';
import { RiakError } from './riak-error.js';

/** Behind one of these that fails in its middle, the server counts the results of the next one on from there. */
const COUNTING: readonly number[] = [RpbIndexReq.code, RpbCSBucketReq.code];

/** A request that was made: written once its turn comes, then handed the frames of its reply. */
export abstract class Exchange<Request = unknown, Reply = unknown> {
  readonly #request: Codec<Request>;
  readonly #message: Written<Request>;
  #begun = false;
  readonly reply: Codec<Reply>;
  /** What may come instead. */
  also: Codec<Reply> | undefined;
  /** How long the server may be silent, in ms. */
  readonly patienceMs: number;
  /** When that is over. */
  deadline = Number.POSITIVE_INFINITY;
  /** Nobody waits for the reply any more; it still has to come before the next one. */
  abandoned = false;
  /** The server has failed over it, and closes; or it goes on counting where it was when it failed. */
  upsets = false;
  /** Nothing may be sent behind it before its reply is complete. */
  abstract readonly isStream: boolean;

  constructor(request: Codec<Request>, message: Written<Request>, reply: Codec<Reply>, patienceMs: number) {
    this.#request = request;
    this.#message = message;
    this.reply = reply;
    this.patienceMs = patienceMs;
  }

  get name(): string {
    return this.#request.name;
  }

  /** True when it may be made again whatever became of it. */
  get repeatable(): boolean {
    return isRepeatable(this.#request, this.#message);
  }

  write(writer: FrameWriter): void {
    writer.frame(this.#request, this.#message);
  }

  /**
   * Takes a frame, and says whether the reply is complete.
   * @throws Malformed when it is none of this request's
   */
  take(code: number, buffer: Buffer, start: number, end: number): boolean {
    const reader = new MessageReader(buffer, start);
    const reply = code === this.also?.code ? this.also : this.reply;
    if (code === reply.code) {
      this.#begun = true;
      return this.answer(reader.root(reply, end));
    }
    if (code !== RpbErrorResp.code)
      throw new Malformed(`message ${code} came where ${this.name} is answered by ${this.reply.name} (${this.reply.code})`);
    const { errmsg, errcode } = reader.root(RpbErrorResp, end);
    const error = RiakError.fromServer(errmsg?.toString() ?? '', errcode, this.repeatable);
    this.upsets = error.code === 'CRASHED' || (this.#begun && COUNTING.includes(this.#request.code));
    this.fail(error);
    return true;
  }

  /** Takes one message of the reply, and says whether it was the last. */
  abstract answer(message: Reply): boolean;
  abstract fail(error: unknown): void;
}
