import type { Socket } from 'node:net';

/** How bytes travel, each way. A member that is left out keeps its value; `undefined` takes the fault away. */
export interface FaultProxyShape {
  /** Added to the way of every byte, in ms. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Up to so much is added on top, at random, in ms. The order stays. Default 0. */
  readonly jitterMs?: number | undefined;
  /** Default: as fast as it goes. */
  readonly bytesPerSecond?: number | undefined;
  /** Bytes in a packet at most, so that messages arrive in pieces. Default: packets stay as they came. */
  readonly sliceBytes?: number | undefined;
  /** Pause between two slices, in ms. Default 1. */
  readonly sliceDelayMs?: number | undefined;
}

/** So much is on its way in one direction before the sender has to wait. */
const IN_FLIGHT_BYTES = 1_048_576;
/** A throttled direction moves in steps of this length. */
const THROTTLE_STEP_MS = 20;

/** What the proxy lends its links. */
export interface Weather {
  shape(): FaultProxyShape;
  random(): number;
}

/** One client's connection and the one to the target that belongs to it; none of the latter in a black hole. */
export class Link {
  readonly client: Socket;
  /** Resolves when both connections are closed. */
  readonly gone: Promise<void>;
  #silent = false;
  #lost = false;
  readonly #lanes: Lane[] = [];
  readonly #target: Socket | undefined;

  constructor(client: Socket, target: Socket | undefined, weather: Weather) {
    this.client = client;
    this.#target = target;
    this.gone = Promise.all([closed(client), target && closed(target)]).then(() => undefined);
    if (target === undefined) {
      client.resume().on('end', () => client.destroy());
      client.on('error', () => {});
      return;
    }
    this.#pass(client, target, weather);
    this.#pass(target, client, weather);
  }

  reset(): void {
    this.client.resetAndDestroy();
    // A connection that is not made yet has nobody to tell.
    if (this.#target?.connecting) this.#target.destroy();
    else this.#target?.resetAndDestroy();
  }

  /** Nothing gets through any more, what is on its way included. */
  silence(): void {
    this.#silent = true;
    for (const lane of this.#lanes) if (lane.drop()) this.#lost = true;
  }

  heal(): void {
    this.#silent = false;
    if (this.#lost) this.reset();
  }

  #pass(from: Socket, to: Socket, weather: Weather): void {
    const lane = new Lane(from, to, weather);
    this.#lanes.push(lane);
    const unlessSilent = (pass: () => void): void => {
      if (this.#silent) this.#lost = true;
      else pass();
    };
    from.on('data', (bytes) => unlessSilent(() => lane.push(bytes)));
    from.on('end', () => {
      unlessSilent(() => lane.push(undefined));
      // Whoever has left a silent connection is not counted as connected.
      if (this.#silent) from.destroy();
    });
    from.on('error', () => unlessSilent(() => to.resetAndDestroy()));
    to.on('close', () => lane.drop());
  }
}

/** Takes bytes from one socket and lets them out to the other when and in the pieces that the weather allows. */
class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: Weather;
  /** In order; without bytes, it is the end. */
  readonly #queue: { bytes: Buffer | undefined; readonly due: number }[] = [];
  #queued = 0;
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;
  #blocked = false;

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    to.on('drain', () => {
      this.#blocked = false;
      this.#flow();
    });
  }

  push(bytes: Buffer | undefined): void {
    const { latencyMs = 0, jitterMs = 0 } = this.#weather.shape();
    const earliest = performance.now() + latencyMs + jitterMs * this.#weather.random();
    this.#queue.push({ bytes, due: Math.max(earliest, this.#queue.at(-1)?.due ?? 0) });
    this.#queued += bytes?.length ?? 0;
    if (this.#queued > IN_FLIGHT_BYTES) this.#from.pause();
    this.#flow();
  }

  /** Forgets what is on its way; true if there was something. */
  drop(): boolean {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queued = 0;
    this.#from.resume();
    return this.#queue.splice(0).length > 0;
  }

  #flow(): void {
    for (let head = this.#queue[0]; head !== undefined && this.#timer === undefined && !this.#blocked; head = this.#queue[0]) {
      const waitMs = Math.max(head.due, this.#notBefore) - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#flow();
        }, waitMs);
      } else if (head.bytes === undefined) {
        this.#queue.shift();
        this.#to.end();
      } else {
        this.#letOut(head.bytes);
      }
    }
  }

  #letOut(bytes: Buffer): void {
    const { bytesPerSecond = Number.POSITIVE_INFINITY, sliceBytes = Number.POSITIVE_INFINITY, sliceDelayMs = 1 } = this.#weather.shape();
    const step = Math.max(1, Math.floor((bytesPerSecond * THROTTLE_STEP_MS) / 1000));
    const piece = bytes.subarray(0, Math.min(step, sliceBytes));
    const rest = bytes.subarray(piece.length);
    const head = this.#queue[0];
    if (rest.length === 0) this.#queue.shift();
    else if (head !== undefined) head.bytes = rest;
    this.#queued -= piece.length;
    const pauseMs = Math.max((piece.length / bytesPerSecond) * 1000, sliceBytes < Number.POSITIVE_INFINITY ? sliceDelayMs : 0);
    if (pauseMs > 0) this.#notBefore = performance.now() + pauseMs;
    this.#blocked = !this.#to.write(piece);
    if (this.#queued <= IN_FLIGHT_BYTES / 2) this.#from.resume();
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    // Node.js never says `close` when it could not reset a connection whose own end was still on its way.
    socket.on('error', (error: NodeJS.ErrnoException) => error.syscall === 'reset' && resolve());
  });
}
