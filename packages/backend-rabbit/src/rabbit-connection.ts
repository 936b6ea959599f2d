import type { Channel, ConfirmChannel, ConsumeMessage, GetMessage, Message, Options } from 'amqplib';
import type { BrokerConnection, Passenger } from './broker-connection.js';
import { Confirms, type Content, returned, toBuffer } from './confirms.js';
import { Consumer, type ConsumeOptions } from './consumer.js';
import { RabbitError } from './rabbit-error.js';

/** How long the broker may take to close a channel. */
const CLOSE_MS = 1_000;
/** Broker's own name for "answer on this channel". */
const REPLY_TO = 'amq.rabbitmq.reply-to';

/** amqplib's options of a message, and: */
export interface RequestOptions extends Options.Publish {
  /** Stops waiting when it aborts; what has been sent stays sent. */
  readonly signal?: AbortSignal | undefined;
}

/** What the pool wants to know of a channel. */
export interface Watcher {
  lost(reason: unknown): void;
  blocked(reason: string | undefined): void;
}

export interface ChannelSetup {
  readonly channel: Channel | ConfirmChannel;
  readonly broker: BrokerConnection;
  readonly watcher: Watcher;
  readonly confirmTimeoutMs: number;
}

/** One channel to a broker, lent to many jobs at once: their messages are pipelined, in the order of `publish`. */
export class RabbitConnection implements Passenger {
  /** amqplib's own channel, for what is not offered here. It closes at an error of any job, as AMQP has it. */
  readonly channel: Channel;
  readonly #broker: BrokerConnection;
  readonly #watcher: Watcher;
  readonly #confirms: Confirms | undefined;
  readonly #requests = new Map<string, PromiseWithResolvers<Message>>();
  readonly #consumers = new Set<Consumer>();
  #replies: Promise<unknown> | undefined;
  #refusal: Error | undefined;
  #isFull = false;
  #closing: Promise<void> | undefined;
  /** Why the channel has ended, if it has. For the backend, as are the next two. */
  fault: unknown;

  constructor({ channel, broker, watcher, confirmTimeoutMs }: ChannelSetup) {
    this.channel = channel;
    this.#broker = broker;
    this.#watcher = watcher;
    this.#confirms = 'waitForConfirms' in channel ? new Confirms(channel, confirmTimeoutMs, () => this.#full()) : undefined;
    channel.on('return', (message) => this.#requests.get(message.properties.correlationId)?.reject(returned(message)));
    channel.on('error', (error) => {
      this.#refusal = error;
    });
    channel.once('close', () => this.#closed());
    channel.on('drain', () => {
      this.#isFull = false;
      this.#tell();
    });
    broker.board(this);
  }

  /** True when the broker is gone, and not just the channel. */
  get brokerIsGone(): boolean {
    return this.#broker.over;
  }

  /** Why the worker takes no messages for now. */
  get blocked(): string | undefined {
    if (this.fault !== undefined) return 'its channel has ended';
    return this.#broker.blocked ?? (this.#isFull ? 'its send buffer is full' : undefined);
  }

  /** True when a job has left a consumer, which would take messages that nobody wants. */
  get isTainted(): boolean {
    return this.#consumers.size > 0;
  }

  /**
   * Sends a message. Resolves when the broker has taken charge of it; without `confirmsEnabled`, when it is written.
   * @throws RabbitError `NACKED`, `RETURNED` (with `mandatory`), `REFUSED`, `CONFIRM_TIMEOUT`, `UNCONFIRMED`
   */
  publish(exchange: string, routingKey: string, content: Content, options: Options.Publish = {}): Promise<void> {
    if (options.mandatory && this.#confirms === undefined)
      return Promise.reject(new TypeError('mandatory needs confirmsEnabled: without confirms nobody is told that a message has come back'));
    return this.#send(exchange, routingKey, content, options);
  }

  /**
   * Sends a request and resolves with the answer, which comes back over this channel (direct reply-to). Waits as long as
   * that takes: give the call's signal.
   * @throws RabbitError as `publish` does; `RETURNED` when nobody could get the request
   */
  async request(exchange: string, routingKey: string, content: Content, { signal, ...options }: RequestOptions = {}): Promise<Message> {
    this.#replies ??= this.channel.consume(REPLY_TO, (message) => this.#answer(message), { noAck: true });
    await this.#replies;
    signal?.throwIfAborted();
    const correlationId = crypto.randomUUID();
    const answer = Promise.withResolvers<Message>();
    const abort = (): void => answer.reject(signal?.reason);
    this.#requests.set(correlationId, answer);
    signal?.addEventListener('abort', abort, { once: true });
    const properties = { mandatory: true, ...options, replyTo: REPLY_TO, correlationId };
    try {
      this.#send(exchange, routingKey, content, properties).catch(answer.reject);
      return await answer.promise;
    } finally {
      this.#requests.delete(correlationId);
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Takes one message from a queue, if there is one, and gives what the handler makes of it. The message is acknowledged
   * when the handler is done; when it throws, it goes back to the queue.
   */
  async get<Result>(queue: string, handle: (message: GetMessage) => Result | PromiseLike<Result>): Promise<Result | undefined> {
    const message = await this.channel.get(queue);
    if (message === false) return undefined;
    let result: Result;
    try {
      result = await handle(message);
    } catch (error) {
      if (this.fault === undefined) this.channel.nack(message);
      throw error;
    }
    if (this.fault !== undefined) {
      const text = `the channel ended before the message from "${queue}" was acknowledged: it will come again`;
      throw new RabbitError('UNCONFIRMED', text, { cause: this.fault });
    }
    this.channel.ack(message);
    return result;
  }

  /**
   * Subscribes to a queue; for a lease. Each message is acknowledged when the handler is done with it. A handler that throws
   * ends the consumer, and the messages that it has not acknowledged go back to the queue when the lease ends.
   */
  async consume(queue: string, handle: (message: ConsumeMessage) => unknown, options: ConsumeOptions = {}): Promise<Consumer> {
    const consumer = await Consumer.start(this.channel, queue, handle, options);
    this.#consumers.add(consumer);
    consumer.done.then(() => this.#consumers.delete(consumer)).catch(() => undefined);
    if (this.fault !== undefined) consumer.fail(this.fault);
    return consumer;
  }

  brokerBlocked(): void {
    this.#tell();
  }

  /** Closes the channel behind all that was published on it. For the backend. Settles in bounded time. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const answers = this.#broker.blocked === undefined && (this.fault !== undefined || (await this.#sayGoodbye()));
    await this.#broker.leave(answers, this);
    if (this.fault === undefined) this.#end(new Error('the channel was closed'));
  }

  /** True when the broker has answered. */
  async #sayGoodbye(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS, false);
    });
    const answer = this.channel.close().then(
      () => true,
      () => false,
    );
    const answered = await Promise.race([answer, late]);
    clearTimeout(timer);
    return answered;
  }

  #send(exchange: string, routingKey: string, content: Content, options: Options.Publish): Promise<void> {
    if (this.#confirms !== undefined) return this.#confirms.publish(exchange, routingKey, content, options);
    return new Promise((resolve) => {
      if (!this.channel.publish(exchange, routingKey, toBuffer(content), options)) this.#full();
      resolve();
    });
  }

  #full(): void {
    if (this.#isFull) return;
    this.#isFull = true;
    this.#tell();
  }

  #tell(): void {
    this.#watcher.blocked(this.blocked);
  }

  #answer(message: ConsumeMessage | null): void {
    // Answers that nobody waits for any more are dropped.
    if (message !== null) this.#requests.get(message.properties.correlationId)?.resolve(message);
  }

  #closed(): void {
    this.fault = this.#refusal ?? this.#broker.fault ?? new Error('the channel was closed');
    if (this.#refusal !== undefined) this.#confirms?.refuse(this.#refusal);
    this.#tell();
    // A turn later: those whom the broker has refused hear that before they hear of a lost connection, and by then it is
    // known whether only the channel has ended.
    setImmediate(() => {
      this.fault = this.#refusal ?? this.#broker.fault ?? this.fault;
      if (this.#closing === undefined) this.#watcher.lost(this.fault);
      this.#end(this.fault);
    });
  }

  #end(reason: unknown): void {
    this.fault ??= reason;
    this.#confirms?.end(reason);
    for (const consumer of this.#consumers) consumer.fail(reason);
    const error = new RabbitError('UNCONFIRMED', 'the channel ended before the answer came', { cause: reason });
    for (const { reject } of this.#requests.values()) reject(error);
  }
}
