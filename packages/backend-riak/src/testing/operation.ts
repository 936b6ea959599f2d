import type { Codec, Written } from '../wire/codec.js';
import type { Session } from './session.js';

/** How the server answers one kind of request. */
export interface Operation<Request = unknown, Reply = unknown> {
  readonly request: Codec<Request>;
  readonly reply: Codec<Reply>;
  readonly needs: Permission<Request> | undefined;
  /** One reply. */
  readonly answer?: (request: Request, session: Session) => Written<Reply> | Promise<Written<Reply>>;
  /** Many replies, if it is to stream; the server adds the last, which says `done`. */
  readonly stream?: (request: Request, session: Session) => Iterable<Written<Reply>> | undefined;
}

/** What a user must be allowed, and where. */
export interface Permission<Request> {
  readonly name: string;
  readonly on: (request: Request) => string;
  /** What else he must be allowed, with some requests: its name, and where. */
  readonly and?: (request: Request) => readonly [name: string, on: string] | undefined;
}

// Handlers are typed where they are written; the table that holds them all cannot be.
export type AnyOperation = Operation<never, never>;

export function answers<Request, Reply>(
  request: Codec<Request>,
  reply: Codec<Reply>,
  answer: (request: Request, session: Session) => Written<Reply> | Promise<Written<Reply>>,
  needs?: Permission<Request>,
): AnyOperation {
  return { request, reply, answer, needs } as Operation<Request, Reply> as unknown as AnyOperation;
}

export function streams<Request, Reply extends { done: boolean | undefined }>(
  request: Codec<Request>,
  reply: Codec<Reply>,
  stream: (request: Request, session: Session) => Iterable<Written<Reply>> | undefined,
  needs?: Permission<Request>,
  answer?: (request: Request, session: Session) => Written<Reply>,
): AnyOperation {
  return { request, reply, stream, needs, ...(answer && { answer }) } as Operation<Request, Reply> as unknown as AnyOperation;
}

/** `default/bucket`, as permissions name a place. */
export function place({ type, bucket }: { type?: Buffer | undefined; bucket: Buffer | undefined }): string {
  return `${type ?? 'default'}/${bucket ?? ''}`;
}
