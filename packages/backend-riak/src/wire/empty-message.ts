import type { Codec } from './codec.js';

/** A message without fields. */
export type EmptyMessage = Record<never, never>;

/** The codec of a message without fields. */
export function emptyMessage(name: string, code: number): Codec<EmptyMessage> {
  return {
    name,
    code,
    write: () => undefined,
    read(reader, end, message = {}) {
      while (reader.position < end) reader.skip(reader.tag(), end);
      return message;
    },
  };
}
