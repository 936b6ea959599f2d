/** Where a page ended: a pair of Erlang's, in base64, as a real node writes it. */
interface Place {
  readonly term: Buffer;
  readonly key: Buffer;
}

const VERSION = 0x83;
const SMALL_TUPLE = 0x68;
const BINARY = 0x6d;
const SMALL_INTEGER = 0x61;
const INTEGER = 0x62;

export function writeContinuation({ term, key }: Place, isNumber: boolean): Buffer {
  const number = isNumber ? Number(term.toString()) : Number.NaN;
  const written = Number.isSafeInteger(number) && Math.abs(number) < 0x8000_0000 ? integer(number) : binary(term);
  return Buffer.from(Buffer.concat([Buffer.of(VERSION, SMALL_TUPLE, 2), written, binary(key)]).toString('base64'));
}

/** `undefined` when it is none. */
export function readContinuation(continuation: Buffer): Place | undefined {
  const bytes = Buffer.from(continuation.toString(), 'base64');
  if (bytes[0] !== VERSION || bytes[1] !== SMALL_TUPLE || bytes[2] !== 2) return undefined;
  const [term, rest] = readItem(bytes.subarray(3));
  const [key] = readItem(rest);
  return { term, key };
}

function readItem(bytes: Buffer): [item: Buffer, rest: Buffer] {
  if (bytes[0] === SMALL_INTEGER) return [Buffer.from(String(bytes[1])), bytes.subarray(2)];
  if (bytes[0] === INTEGER) return [Buffer.from(String(bytes.readInt32BE(1))), bytes.subarray(5)];
  const end = 5 + (bytes.length >= 5 ? bytes.readUInt32BE(1) : 0);
  return [bytes.subarray(5, end), bytes.subarray(end)];
}

function integer(number: number): Buffer {
  if (number >= 0 && number < 256) return Buffer.of(SMALL_INTEGER, number);
  const bytes = Buffer.alloc(5, INTEGER);
  bytes.writeInt32BE(number, 1);
  return bytes;
}

function binary(bytes: Buffer): Buffer {
  const header = Buffer.alloc(5, BINARY);
  header.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([header, bytes]);
}
