import type { Codec, Written } from '../wire/codec.js';

/** Something that goes wrong on command. */
export interface Fault {
  /** Name of the request that it befalls, `RpbGetReq`. Left out: any. */
  readonly on?: string;
  /** How many requests it befalls. Default 1. */
  readonly times?: number;
  /** The answer comes so much later, in ms. */
  readonly delayMs?: number;
  /** Answer with this error text. */
  readonly error?: string;
  /** Answer with these messages. */
  readonly reply?: readonly Frame[];
  /** Answer with these bytes, whatever they are. */
  readonly bytes?: Uint8Array;
  /** Never answer. */
  readonly silent?: boolean;
  /** Close the connection: instead of the answer, in the middle of it, or behind it. */
  readonly close?: 'before' | 'middle' | 'after';
  /** Send the answer in pieces of so many bytes. */
  readonly pieces?: number;
}

export interface Frame {
  readonly codec: Codec<never>;
  readonly message: Written<object>;
}

/** A message for `reply`. */
export function frame<Message>(codec: Codec<Message>, message: Written<Message>): Frame {
  return { codec: codec as unknown as Codec<never>, message: message as Written<object> };
}

/** The faults that are still to happen. */
export class Faults {
  readonly #faults: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  /** The one that befalls this request, if any. */
  next(request: string): Fault | undefined {
    const index = this.#faults.findIndex(({ fault }) => fault.on === undefined || fault.on === request);
    const found = this.#faults[index];
    if (found === undefined) return undefined;
    if (--found.left <= 0) this.#faults.splice(index, 1);
    return found.fault;
  }
}
