import * as riak from '../src/messages/riak.js';
import * as dt from '../src/messages/riak-dt.js';
import * as kv from '../src/messages/riak-kv.js';
import * as repl from '../src/messages/riak-repl.js';
import * as search from '../src/messages/riak-search.js';
import * as ts from '../src/messages/riak-ts.js';
import * as yokozuna from '../src/messages/riak-yokozuna.js';
import type { Bytes, Codec, Written } from '../src/wire/codec.js';
import { FrameReader } from '../src/wire/frame-reader.js';
import { FrameWriter } from '../src/wire/frame-writer.js';
import { MessageReader } from '../src/wire/message-reader.js';

type Fields = Record<string, unknown>;
export type AnyCodec = Codec<Fields>;

const exported = [riak, kv, dt, search, yokozuna, ts, repl].flatMap((module) => Object.entries(module));
const isCodec = (value: object): value is AnyCodec => 'code' in value && 'read' in value;

/** Every message by its name. */
export const codecs: ReadonlyMap<string, AnyCodec> = new Map(exported.flatMap(([name, value]) => (isCodec(value) ? [[name, value]] : [])));
/** Every message that a frame may hold, by its code. */
export const byCode: ReadonlyMap<number, AnyCodec> = new Map(
  [...codecs.values()].filter(({ code }) => code >= 0).map((codec) => [codec.code, codec]),
);
/** Every enumeration. */
export const enums: readonly Readonly<Record<string, number>>[] = exported.flatMap(([, value]) =>
  isCodec(value) ? [] : [value as object as Record<string, number>],
);

export function encode<Message>(codec: Codec<Message>, message: Written<Message>): Buffer {
  const writer = new FrameWriter();
  writer.frame(codec, message);
  return Buffer.concat(writer.take());
}

/** The frames in these bytes, and nothing else may be there. @param chance given: the bytes arrive in pieces of any size */
export function frames(bytes: Buffer, chance?: { below(bound: number): number }): { code: number; payload: Buffer }[] {
  const found: { code: number; payload: Buffer }[] = [];
  const reader = new FrameReader(1 << 28, (code, buffer, start, end) => found.push({ code, payload: buffer.subarray(start, end) }));
  for (let at = 0; at < bytes.length; ) {
    const end = chance === undefined ? bytes.length : at + 1 + chance.below(chance.below(2) === 0 ? 8 : 400);
    reader.push(bytes.subarray(at, end));
    at = end;
  }
  if (reader.isMidFrame) throw new Error('a frame has no end');
  return found;
}

export function decode<Message>(codec: Codec<Message>, payload: Buffer): Message {
  return new MessageReader(payload).root(codec, payload.length);
}

export const text = (value: Bytes): string => Buffer.from(value as Uint8Array).toString();
