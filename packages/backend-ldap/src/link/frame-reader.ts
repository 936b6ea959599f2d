import { LdapError } from '../ldap-error.js';
import { elementAt } from './ber.js';

const SEQUENCE = 0x30;

/** Cuts what comes from the server into whole messages. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #take: (frame: Buffer) => void;
  /** What has come and is not yet a whole message, and how long that will be. */
  #pieces: Buffer[] = [];
  #length = 0;
  #wanted = 2;

  constructor(maxBytes: number, take: (frame: Buffer) => void) {
    this.#maxBytes = maxBytes;
    this.#take = take;
  }

  /** Bytes that are there of a message that is not whole. */
  get rest(): number {
    return this.#length;
  }

  /** @throws LdapError `BAD_MESSAGE` when this is no message, or one too long */
  push(chunk: Buffer): void {
    this.#pieces.push(chunk);
    this.#length += chunk.length;
    // A long message comes in many pieces: they are joined once.
    if (this.#length < this.#wanted) return;
    const buffer = this.#pieces.length === 1 ? chunk : Buffer.concat(this.#pieces);
    let at = 0;
    for (;;) {
      const message = this.#messageAt(buffer, at);
      this.#wanted = message === undefined ? buffer.length - at + 1 : message.end - at;
      if (message === undefined || message.end > buffer.length) break;
      this.#take(buffer.subarray(at, message.end));
      at = message.end;
    }
    this.#pieces = at === buffer.length ? [] : [buffer.subarray(at)];
    this.#length = buffer.length - at;
  }

  #messageAt(buffer: Buffer, at: number): { readonly end: number } | undefined {
    let message: ReturnType<typeof elementAt>;
    try {
      message = elementAt(buffer, at);
    } catch (cause) {
      throw new LdapError('BAD_MESSAGE', 'what the server sent is no LDAP', { cause });
    }
    if (at < buffer.length && buffer[at] !== SEQUENCE) throw new LdapError('BAD_MESSAGE', 'what the server sent is no LDAP');
    if (message !== undefined && message.end - at > this.#maxBytes) {
      const text = `the server sends a message of ${message.end - at} bytes, maxMessageBytes allows ${this.#maxBytes}`;
      throw new LdapError('BAD_MESSAGE', text);
    }
    return message;
  }
}
