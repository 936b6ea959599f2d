import type { Channel, ConsumeMessage, Options } from 'amqplib';
import { RabbitError } from './rabbit-error.js';

export interface ConsumeOptions extends Options.Consume {
  /** Messages that the broker sends ahead of their acknowledgement. Default 1. */
  readonly prefetch?: number;
}

/** A subscription to a queue, from `consume`. */
export class Consumer {
  /**
   * Resolves after `cancel`. Rejects with what the handler threw, with `CANCELLED` when the queue is gone, or with the
   * reason of the channel's end.
   */
  readonly done: Promise<void>;
  readonly #channel: Channel;
  readonly #handle: (message: ConsumeMessage) => unknown;
  readonly #acknowledges: boolean;
  readonly #running = new Set<Promise<void>>();
  #tag = '';
  #ended = false;
  #end: () => void = () => undefined;
  #fail: (reason: unknown) => void = () => undefined;

  private constructor(channel: Channel, handle: (message: ConsumeMessage) => unknown, acknowledges: boolean) {
    this.#channel = channel;
    this.#handle = handle;
    this.#acknowledges = acknowledges;
    this.done = new Promise((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.done.catch(() => undefined); // whoever wants to know asks
  }

  static async start(
    channel: Channel,
    queue: string,
    handle: (message: ConsumeMessage) => unknown,
    { prefetch = 1, ...options }: ConsumeOptions,
  ): Promise<Consumer> {
    const consumer = new Consumer(channel, handle, options.noAck !== true);
    await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(queue, (message) => consumer.#take(message), options);
    consumer.#tag = consumerTag;
    return consumer;
  }

  /** Takes no more messages, waits for the handlers that run, and resolves `done`. */
  async cancel(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#channel.cancel(this.#tag);
    await Promise.all(this.#running);
    this.#end();
  }

  /** The channel has ended, and the consumer with it. */
  fail(reason: unknown): void {
    this.#ended = true;
    this.#fail(reason);
  }

  #take(message: ConsumeMessage | null): void {
    if (message === null) {
      this.fail(new RabbitError('CANCELLED', 'the broker has ended the consumer: its queue was deleted, or moved to another node'));
      return;
    }
    // One that comes while the consumer is being cancelled goes back to the queue with the channel.
    if (this.#ended) return;
    const running = this.#run(message);
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
  }

  /** Never rejects. */
  async #run(message: ConsumeMessage): Promise<void> {
    try {
      await this.#handle(message);
      if (this.#acknowledges) this.#channel.ack(message);
    } catch (error) {
      if (!this.#ended) void this.#channel.cancel(this.#tag).catch(() => undefined);
      this.fail(error);
    }
  }
}
