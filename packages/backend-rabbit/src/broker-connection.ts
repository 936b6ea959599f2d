import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { type ConnectAttempt, type Endpoint, readTls, type TlsOptions, untilAborted } from '@outpool/contract';
import { type Channel, type ChannelModel, connect, credentials } from 'amqplib';
import { batchWrites } from './batch-writes.js';
import { declareTopology } from './declare-topology.js';
import type { RabbitSettings } from './rabbit-options.js';

/** How long the broker may take to say goodbye. */
const CLOSE_MS = 1_000;

type Attempt = ConnectAttempt<RabbitSettings>;

/** Hears what its connection hears. */
export interface Passenger {
  /** The broker takes nothing more for now, for this reason, or does again. */
  brokerBlocked(reason: string | undefined): void;
}

/** One TCP connection to a broker, for the channels of some workers of one pool. It begins with the first and ends with the last. */
export class BrokerConnection {
  readonly endpoint: Endpoint;
  readonly #first: Attempt;
  readonly #passengers = new Set<Passenger>();
  /** Ends the socket, whatever state it is in. */
  readonly #socket = new AbortController();
  readonly #opening: Promise<ChannelModel>;
  #seats = 0;
  /** Why the connection has ended, if it has. */
  fault: unknown;
  /** True when no channel can be opened any more. */
  over = false;
  /** Why the broker takes nothing for now. */
  blocked: string | undefined;

  constructor(attempt: Attempt, endpoint: Endpoint) {
    this.#first = attempt;
    this.endpoint = endpoint;
    this.#opening = this.#open();
    this.#opening.catch((reason: unknown) => this.#ended(reason)); // those who wait for it are told
  }

  /** Whether a channel for this attempt may be one of ours. A blocked broker would not answer. */
  hasSeatFor({ options, host, tag }: Attempt, endpoint: Endpoint): boolean {
    const first = this.#first;
    const samePool = options === first.options && host === first.host && tag === first.tag;
    const sameServer = endpoint.host === this.endpoint.host && endpoint.port === this.endpoint.port;
    return samePool && sameServer && this.blocked === undefined && this.#seats < options.channelsPerConnection;
  }

  /**
   * Opens a channel. `leave` must follow, whatever becomes of it.
   * @throws Error of the broker or the network; the signal's reason
   */
  async openChannel(signal: AbortSignal): Promise<Channel> {
    this.#seats++;
    const model = await untilAborted(this.#opening, signal);
    const opening = this.#first.options.confirmsEnabled ? model.createConfirmChannel() : model.createChannel();
    try {
      return await untilAborted(opening, signal);
    } catch (error) {
      opening.then((late) => late.close()).catch(() => undefined);
      throw error;
    }
  }

  board(passenger: Passenger): void {
    this.#passengers.add(passenger);
    if (this.blocked !== undefined) passenger.brokerBlocked(this.blocked);
  }

  /**
   * A channel has gone. With the last one the connection is closed; settles in bounded time.
   * @param answers whether the broker has just answered, so that it is worth a goodbye
   */
  async leave(answers: boolean, passenger?: Passenger): Promise<void> {
    if (passenger !== undefined) this.#passengers.delete(passenger);
    if (--this.#seats > 0) return;
    const wasOver = this.over;
    this.over = true;
    if (answers && !wasOver) await this.#sayGoodbye();
    this.#socket.abort();
  }

  async #open(): Promise<ChannelModel> {
    const { options } = this.#first;
    const { signal } = this.#socket;
    const [password, tls] = await Promise.all([options.password.read(), options.tls && tlsTo(options.tls, this.endpoint.host)]);
    signal.throwIfAborted();
    const model = await connect(
      {
        protocol: tls ? 'amqps' : 'amqp',
        hostname: tls?.address ?? this.endpoint.host,
        port: this.endpoint.port,
        username: options.username,
        password,
        vhost: encodeURIComponent(options.virtualHost),
        heartbeat: options.heartbeatMs / 1_000,
      },
      // `signal` is for the socket, to which amqplib hands all of this.
      Object.assign(
        { noDelay: true, signal, clientProperties: { connection_name: options.connectionName } },
        options.loginBy === 'certificate' && { credentials: credentials.external() },
        tls?.options,
      ),
    ).catch((error: unknown) => {
      throw this.#explained(error);
    });
    model.on('error', (error) => {
      this.fault ??= error;
    });
    model.on('close', (error) => this.#ended(error));
    model.on('blocked', (reason) => this.#setBlocked(`the broker is blocked: ${reason}`));
    model.on('unblocked', () => this.#setBlocked(undefined));
    batchWrites(model.connection);
    try {
      await untilAborted(declareTopology(model, options), signal);
    } catch (error) {
      this.#socket.abort();
      throw error;
    }
    return model;
  }

  /** amqplib does not say what the broker did say to this. */
  #explained(error: unknown): unknown {
    if (!(error instanceof Error && error.message.startsWith('Expected ConnectionOpenOk'))) return error;
    const { loginBy, username, virtualHost } = this.#first.options;
    const user = loginBy === 'certificate' ? 'the user of the certificate' : `the user "${username}"`;
    return new Error(`the broker refuses the virtual host "${virtualHost}": there is none, or ${user} may not use it`, { cause: error });
  }

  #setBlocked(reason: string | undefined): void {
    this.blocked = reason;
    for (const passenger of this.#passengers) passenger.brokerBlocked(reason);
  }

  #ended(reason: unknown): void {
    this.over = true;
    this.fault ??= reason ?? new Error('the connection was closed');
    this.#socket.abort(); // amqplib would wait for the other side to close, which may be gone
  }

  async #sayGoodbye(): Promise<void> {
    const model = await this.#opening;
    const force = setTimeout(() => this.#socket.abort(), CLOSE_MS);
    const closed = new Promise<void>((resolve) => model.once('close', () => resolve()));
    model.close().catch(() => undefined); // it has its say by the event
    await closed;
    clearTimeout(force);
  }
}

interface TlsTarget {
  readonly options: Omit<ConnectionOptions, 'timeout'>;
  /** Instead of the name, where none is to be sent: amqplib sends whatever name it is given. */
  readonly address: string | undefined;
}

async function tlsTo(tls: TlsOptions, host: string): Promise<TlsTarget> {
  const options = await readTls(tls, host);
  if (options.servername !== '' || isIP(host) !== 0) return { options, address: undefined };
  const check: ConnectionOptions['checkServerIdentity'] = (_, certificate) => checkServerIdentity(host, certificate);
  return { options: { checkServerIdentity: check, ...options }, address: (await lookup(host)).address };
}
