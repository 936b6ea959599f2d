import {
  type Backend,
  backend,
  type BackendProblem,
  type ConnectAttempt,
  type Endpoint,
  type Fate,
  type PoolSettings,
  type Schema,
  untilAborted,
} from '@outpool/contract';
import { BrokerConnection } from './broker-connection.js';
import { RabbitConnection } from './rabbit-connection.js';
import { isRabbitError } from './rabbit-error.js';
import { type RabbitSettings, rabbitOptions } from './rabbit-options.js';

/** Of every broker, and of no use to anybody else. */
const SIGN_OF_LIFE = 'amq.direct';

/** Channels to RabbitMQ brokers, over amqplib. A worker has one channel; some share a TCP connection. */
@backend({
  type: 'rabbit',
  concurrency: 1024, // as many messages as the send buffer of a channel holds
  defaults: { maxQueue: Number.POSITIVE_INFINITY, maxWorkerQueue: 1_000, overflow: 'drop_oldest' },
})
export class RabbitBackend implements Backend<RabbitSettings, RabbitConnection> {
  readonly options: Schema<RabbitSettings> = rabbitOptions;
  #brokers: readonly BrokerConnection[] = [];

  endpoints({ servers }: RabbitSettings): readonly Endpoint[] {
    return servers;
  }

  poolOptions({ maxWorkerQueueLen }: RabbitSettings): Partial<PoolSettings> {
    return maxWorkerQueueLen === undefined ? {} : { maxWorkerQueue: maxWorkerQueueLen };
  }

  *check({ maxWorkerQueueLen }: RabbitSettings, { maxWorkerQueue }: PoolSettings): Iterable<BackendProblem> {
    if (maxWorkerQueueLen === undefined || maxWorkerQueueLen === maxWorkerQueue) return;
    yield { path: ['connection', 'maxWorkerQueueLen'], message: `the pool has maxWorkerQueue ${maxWorkerQueue}: take one of them out` };
  }

  async connect(attempt: ConnectAttempt<RabbitSettings>): Promise<RabbitConnection> {
    attempt.signal.throwIfAborted();
    const broker = this.#brokerFor(attempt);
    try {
      const channel = await broker.openChannel(attempt.signal);
      return new RabbitConnection({ channel, broker, watcher: attempt, confirmTimeoutMs: attempt.options.confirmTimeoutMs });
    } catch (error) {
      await broker.leave(false);
      throw error;
    }
  }

  close(connection: RabbitConnection): Promise<void> {
    return connection.close();
  }

  async ping({ channel }: RabbitConnection, signal: AbortSignal): Promise<void> {
    await untilAborted(channel.checkExchange(SIGN_OF_LIFE), signal);
  }

  release(connection: RabbitConnection): void {
    if (connection.isTainted) throw new Error('a job has left a consumer on its channel');
  }

  fate(error: unknown, connection: RabbitConnection): Fate {
    // A channel that once said no goes on saying no, whatever becomes of the queue: a new one does not.
    if (isRabbitError(error, 'NACKED') || isRabbitError(error, 'REFUSED') || isOwnMistake(error)) return 'replace';
    if (connection.fault !== undefined) return { connection: 'lost', sent: true, blameEndpoint: connection.brokerIsGone };
    if (isRabbitError(error, 'CONFIRM_TIMEOUT')) return connection.blocked === undefined ? 'replace' : 'keep';
    return 'keep';
  }

  /** The connection that has room for one more channel, or a new one. */
  #brokerFor(attempt: ConnectAttempt<RabbitSettings>): BrokerConnection {
    const endpoint = attempt.endpoint ?? (this.endpoints(attempt.options)[0] as Endpoint);
    this.#brokers = this.#brokers.filter((broker) => !broker.over);
    const shared = this.#brokers.find((broker) => broker.hasSeatFor(attempt, endpoint));
    if (shared !== undefined) return shared;
    const broker = new BrokerConnection(attempt, endpoint);
    this.#brokers = [...this.#brokers, broker];
    return broker;
  }
}

/** The broker has refused what a job asked for, and closed the channel with it: a queue that does not exist, say. */
function isOwnMistake(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Operation failed: ');
}
