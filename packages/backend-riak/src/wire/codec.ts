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

/** Where the fields of a message are written to. A tag is the number of a field, times eight, and its wire type. */
export interface FieldWriter {
  message<Message>(tag: number, codec: Codec<Message>, message: Written<Message>): void;
  bytes(tag: number, value: Bytes): void;
  /** Bytes that are no field. */
  raw(bytes: Uint8Array): void;
  bool(tag: number, value: boolean): void;
  uint32(tag: number, value: number): void;
  int64(tag: number, value: bigint | number): void;
  uint64(tag: number, value: bigint | number): void;
  sint64(tag: number, value: bigint | number): void;
  double(tag: number, value: number): void;
  float(tag: number, value: number): void;
}

/** Where the fields of a message are read from; `end` is where the message ends. */
export interface FieldReader {
  position: number;
  tag(): number;
  message<Message>(codec: Codec<Message>, end: number, into?: Message): Message;
  /** Reads a length, and gives the position behind what is so long. */
  length(end: number): number;
  bytes(end: number): Buffer;
  /** All that is left of the message, as it is. */
  raw(end: number): Buffer;
  bool(): boolean;
  uint32(): number;
  int64(): bigint;
  uint64(): bigint;
  sint64(): bigint;
  double(): number;
  float(): number;
  /** Passes over a field that nobody knows. */
  skip(tag: number, end: number): void;
}

/** How one kind of message is written and read. A field that is absent is `undefined`; a list is empty. */
export interface Codec<Message> {
  readonly name: string;
  /** The byte in front of the message in a frame; -1 for one that stands only inside others. */
  readonly code: number;
  write(writer: FieldWriter, message: Written<Message>): void;
  /** @param message merged into, as a field that comes in pieces is */
  read(reader: FieldReader, end: number, message?: Message): Message;
}
