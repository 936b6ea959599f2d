import type { FrameWriter } from './frame-writer.js';
import type { MessageReader } from './message-reader.js';

/** Bytes as one may write them: text stands for its UTF-8. */
export type Bytes = Uint8Array | string;

/** A message as one may write it: everything may be left out, text may stand for bytes and a number for a bigint. */
export type Written<Message> = { readonly [Field in keyof Message]?: WrittenField<Message[Field]> | undefined };

type WrittenField<Value> = Value extends Buffer
  ? Bytes
  : Value extends bigint
    ? bigint | number
    : Value extends readonly (infer Item)[]
      ? readonly WrittenField<Item>[]
      : Value extends object
        ? Written<Value>
        : Value;

/** How one kind of message is written and read. A field that is absent is `undefined`; a list is empty. */
export interface Codec<Message> {
  readonly name: string;
  /** The byte in front of the message in a frame; -1 for one that stands only inside others. */
  readonly code: number;
  write(writer: FrameWriter, message: Written<Message>): void;
  /** @param message merged into, as a field that comes in pieces is */
  read(reader: MessageReader, end: number, message?: Message): Message;
}
