import type { Socket } from 'node:net';

/** How bytes travel. A member that is left out keeps its value; `undefined` takes the fault away. */
export interface FaultProxyShape {
  /** Added to the way of every byte, in ms. Default 0. */
  readonly latencyMs?: number | undefined;
  /** Up to so much is added on top, at random, in ms. The order stays. Default 0. */
  readonly jitterMs?: number | undefined;
  /** Default: as fast as it goes. */
  readonly bytesPerSecond?: number | undefined;
  /** Bytes in a packet at most, so that messages arrive in pieces. Default: packets stay as they came. */
  readonly sliceBytes?: number | undefined;
  /** Pause between two slices, in ms. Default 1. With 0 the next one comes in the next turn of the event loop. */
  readonly sliceDelayMs?: number | undefined;
  /** Each connection passes so many bytes more, from now on or from its first, and is then ended. Default: no limit. */
  readonly limitBytes?: number | undefined;
  /** The end of one side is passed on to the other so much later, in ms. Default 0. */
  readonly closeDelayMs?: number | undefined;
}

/** `up`: from clients to the server; `down`: what it answers. */
export type FaultDirection = 'up' | 'down';

/** So much is on its way in one direction before the sender has to wait. */
const IN_FLIGHT_BYTES = 1_048_576;
/** A throttled direction moves in steps of this length. */
const THROTTLE_STEP_MS = 20;

/** What the proxy lends its links. */
export interface Weather {
  shape(direction: FaultDirection): FaultProxyShape;
  random(): number;
}

type LaneWeather = { shape(): FaultProxyShape; random(): number };

/** One client's connection and the one to the target that belongs to it; none of the latter in a black hole. */
export class Link {
  readonly client: Socket;
  /** Resolves when both connections are closed. */
  readonly gone: Promise<void>;
  #silent = false;
  #lost = false;
  readonly #lanes = new Map<FaultDirection, Lane>();
  readonly #target: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(client: Socket, target: Socket | undefined, weather: Weather) {
    this.client = client;
    this.#target = target;
    this.gone = Promise.all([closed(client), target && closed(target)]).then(() => undefined);
    if (target === undefined) {
      client.resume().on('end', () => client.destroy());
      client.on('error', () => {});
      return;
    }
    this.#pass('up', client, target, weather);
    this.#pass('down', target, client, weather);
  }

  reset(): void {
    for (const socket of [this.client, this.#target]) if (socket !== undefined) reset(socket);
  }

  /** Ends both connections in good order. What is on its way is lost. */
  end(): void {
    this.silence();
    for (const socket of [this.client, this.#target]) socket?.end(() => socket.destroy());
  }

  /** Nothing gets through any more, what is on its way included. */
  silence(): void {
    this.#silent = true;
    for (const lane of this.#lanes.values()) if (lane.drop()) this.#lost = true;
  }

  /** As `silence`, and `ms` later the end. */
  timeout(ms: number): void {
    this.silence();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), ms);
    void this.gone.then(() => clearTimeout(this.#timer));
  }

  heal(): void {
    clearTimeout(this.#timer);
    this.#silent = false;
    if (this.#lost) this.reset();
  }

  /** Counts the bytes of one direction from here on. */
  recount(direction: FaultDirection): void {
    this.#lanes.get(direction)?.recount();
  }

  #pass(direction: FaultDirection, from: Socket, to: Socket, weather: Weather): void {
    const lane = new Lane(from, to, { shape: () => weather.shape(direction), random: weather.random }, () => this.end());
    this.#lanes.set(direction, lane);
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
    from.on('error', () => unlessSilent(() => reset(to)));
    to.on('close', () => lane.drop());
  }
}

/** Takes bytes from one socket and lets them out to the other when and in the pieces that the weather allows. */
class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: LaneWeather;
  readonly #limitReached: () => void;
  #passed = 0;
  /** In order; without bytes, it is the end. */
  readonly #queue: { bytes: Buffer | undefined; readonly due: number }[] = [];
  #queued = 0;
  #notBefore = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #blocked = false;

  constructor(from: Socket, to: Socket, weather: LaneWeather, limitReached: () => void) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    this.#limitReached = limitReached;
    to.on('drain', () => {
      this.#blocked = false;
      this.#flow();
    });
  }

  push(bytes: Buffer | undefined): void {
    const { latencyMs = 0, jitterMs = 0, closeDelayMs = 0 } = this.#weather.shape();
    const lateMs = latencyMs + (bytes === undefined ? closeDelayMs : 0);
    const earliest = performance.now() + lateMs + jitterMs * this.#weather.random();
    this.#queue.push({ bytes, due: Math.max(earliest, this.#queue.at(-1)?.due ?? 0) });
    this.#queued += bytes?.length ?? 0;
    if (this.#queued > IN_FLIGHT_BYTES) this.#from.pause();
    this.#flow();
  }

  /** Forgets what is on its way; true if there was something. */
  drop(): boolean {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#timer = undefined;
    this.#turn = undefined;
    this.#queued = 0;
    this.#from.resume();
    return this.#queue.splice(0).length > 0;
  }

  recount(): void {
    this.#passed = 0;
  }

  #flow(): void {
    for (let head = this.#queue[0]; head !== undefined && this.#free; head = this.#queue[0]) {
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

  #nextTurn(): void {
    this.#turn = undefined;
    this.#flow();
  }

  get #free(): boolean {
    return this.#timer === undefined && this.#turn === undefined && !this.#blocked;
  }

  #letOut(bytes: Buffer): void {
    const shape = this.#weather.shape();
    const { bytesPerSecond = Number.POSITIVE_INFINITY, sliceBytes = Number.POSITIVE_INFINITY, sliceDelayMs = 1 } = shape;
    const left = (shape.limitBytes ?? Number.POSITIVE_INFINITY) - this.#passed;
    const step = Math.max(1, Math.floor((bytesPerSecond * THROTTLE_STEP_MS) / 1000));
    const piece = bytes.subarray(0, Math.min(step, sliceBytes, left));
    const rest = bytes.subarray(piece.length);
    const head = this.#queue[0];
    if (rest.length === 0) this.#queue.shift();
    else if (head !== undefined) head.bytes = rest;
    this.#queued -= piece.length;
    this.#passed += piece.length;
    const sliced = sliceBytes < Number.POSITIVE_INFINITY;
    if (sliced && sliceDelayMs === 0) this.#turn = setImmediate(() => this.#nextTurn());
    const pauseMs = Math.max((piece.length / bytesPerSecond) * 1000, sliced ? sliceDelayMs : 0);
    if (pauseMs > 0) this.#notBefore = performance.now() + pauseMs;
    this.#blocked = !this.#to.write(piece);
    if (piece.length === left) this.#limitReached();
    if (this.#queued <= IN_FLIGHT_BYTES / 2) this.#from.resume();
  }
}

/**
 * Resets a connection. One that is not made yet has nobody to tell; and one whose own end is on its way Node.js cannot
 * reset: it would never close it, and spin.
 */
function reset(socket: Socket): void {
  if (socket.connecting || (socket.writableEnded && !socket.writableFinished)) socket.destroy();
  else socket.resetAndDestroy();
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    // Node.js never says `close` when it could not reset a connection whose own end was still on its way.
    socket.on('error', (error: NodeJS.ErrnoException) => error.syscall === 'reset' && resolve());
  });
}
