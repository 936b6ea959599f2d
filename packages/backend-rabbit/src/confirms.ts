import type { ConfirmChannel, Message, Options } from 'amqplib';
import { RabbitError } from './rabbit-error.js';

/** The body of a message; text goes as UTF-8. */
export type Content = string | Uint8Array;

/** Tells a message that comes back from another one like it. */
const RETURN_HEADER = 'x-outpool-return';

/** One message of which the broker has not said yet that it has it. */
interface Pending {
  readonly exchange: string;
  readonly routingKey: string;
  readonly bytes: number;
  readonly sentAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** By which it is known if it comes back. */
  readonly mark: string | undefined;
  returned: RabbitError | undefined;
}

/** The messages of one channel that wait for the broker's word, oldest first. All may wait equally long, so that one timer does for all. */
export class Confirms {
  readonly #channel: ConfirmChannel;
  readonly #timeoutMs: number;
  readonly #full: () => void;
  readonly #pending = new Set<Pending>();
  readonly #mandatory = new Map<string, Pending>();
  #mandatories = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param full is called when the channel's send buffer has no more room */
  constructor(channel: ConfirmChannel, timeoutMs: number, full: () => void) {
    this.#channel = channel;
    this.#timeoutMs = timeoutMs;
    this.#full = full;
    channel.on('return', (message) => this.#returned(message));
  }

  /** Resolves when the broker has taken charge of the message. */
  publish(exchange: string, routingKey: string, content: Content, options: Options.Publish): Promise<void> {
    return new Promise((resolve, reject) => {
      const body = toBuffer(content);
      const mark = options.mandatory ? String(++this.#mandatories) : undefined;
      const sentAt = performance.now();
      const pending: Pending = { exchange, routingKey, bytes: body.length, sentAt, resolve, reject, mark, returned: undefined };
      const properties = mark === undefined ? options : { ...options, headers: { ...options.headers, [RETURN_HEADER]: mark } };
      if (!this.#channel.publish(exchange, routingKey, body, properties, (error) => this.#answered(pending, error))) this.#full();
      this.#pending.add(pending);
      if (mark !== undefined) this.#mandatory.set(mark, pending);
      this.#timer ??= this.#watch(this.#timeoutMs);
    });
  }

  /** The broker has closed the channel because of one message: that one was refused, of the others nobody knows. */
  refuse(reason: Error): void {
    for (const pending of this.#pending) {
      const { exchange, bytes } = pending;
      // The broker says why, but not of which message.
      const meant = reason.message.includes(`exchange '${exchange}' in vhost`) || reason.message.includes(`message size ${bytes} is`);
      if (!meant) continue;
      this.#forget(pending);
      pending.reject(new RabbitError('REFUSED', `the broker refused ${described(pending)}: ${reason.message}`, { cause: reason }));
    }
  }

  /** The channel has ended. */
  end(reason: unknown): void {
    clearTimeout(this.#timer);
    for (const pending of this.#pending) {
      const text = `the channel ended before the broker confirmed ${described(pending)}; it may have it`;
      pending.reject(new RabbitError('UNCONFIRMED', text, { cause: reason }));
    }
    this.#pending.clear();
  }

  /** amqplib has a plain Error for a nack, and for each message left when the channel ends; of that `end` tells more. */
  #answered(pending: Pending, error: Error | null): void {
    if (error?.message === 'channel closed' || !this.#forget(pending)) return;
    if (error !== null) {
      const text = `the broker could not take ${described(pending)} (nack). Publishing it again may help: another channel will be used`;
      pending.reject(new RabbitError('NACKED', text));
    } else if (pending.returned !== undefined) pending.reject(pending.returned);
    else pending.resolve();
  }

  /** Comes before the confirm, which the message gets all the same. */
  #returned(message: Message): void {
    const pending = this.#mandatory.get(message.properties.headers?.[RETURN_HEADER]);
    if (pending !== undefined) pending.returned = returned(message);
  }

  #forget(pending: Pending): boolean {
    if (pending.mark !== undefined) this.#mandatory.delete(pending.mark);
    return this.#pending.delete(pending);
  }

  /** Looks again when the oldest is due. */
  #watch(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined;
      for (const pending of this.#pending) {
        const left = pending.sentAt + this.#timeoutMs - performance.now();
        if (left > 0) {
          this.#timer = this.#watch(left);
          return;
        }
        this.#forget(pending);
        const text = `no word from the broker of ${described(pending)} in confirmTimeoutMs (${this.#timeoutMs} ms); it may have it`;
        pending.reject(new RabbitError('CONFIRM_TIMEOUT', text));
      }
    }, ms).unref();
  }
}

export function toBuffer(content: Content): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return Buffer.isBuffer(content) ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** What to say when a mandatory message comes back. */
export function returned({ fields: { exchange, routingKey } }: Message): RabbitError {
  return new RabbitError('RETURNED', `no queue takes the message to exchange "${exchange}", routing key "${routingKey}": bind one`);
}

function described({ exchange, routingKey, bytes }: Pending): string {
  return `the message of ${bytes} bytes to exchange "${exchange}", routing key "${routingKey}"`;
}
