import type { Msg, NatsConnection as Client, Payload } from '@nats-io/transport-node';
import { untilAborted } from '@outpool/contract';

/** One connection for many calls at once. */
export class NatsConnection {
  /** The client's own connection, for subscriptions and all the rest. It belongs to the pool: do not close or drain it. */
  readonly client: Client;
  readonly #requestTimeoutMs: number;

  constructor(client: Client, requestTimeoutMs: number) {
    this.client = client;
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  /** Sends a message. Resolves when the server has it. */
  async publish(subject: string, payload: Payload, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.client.publish(subject, payload);
    await untilAborted(this.client.flush(), signal);
  }

  /** The first answer to a message. Rejects at once when nobody has subscribed to the subject. */
  async request(subject: string, payload: Payload, signal: AbortSignal): Promise<Msg> {
    signal.throwIfAborted();
    return await untilAborted(this.client.request(subject, payload, { timeout: this.#requestTimeoutMs }), signal);
  }
}
