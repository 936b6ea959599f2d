/** One element of BER in a buffer: its tag, and where its content begins and ends. */
export interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The element that begins at `at`. Its content may not be there yet; `undefined` when its length is not.
 * @throws RangeError when that is no length of LDAP
 */
export function elementAt(buffer: Buffer, at: number): Element | undefined {
  const tag = buffer[at];
  const first = buffer[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  if (size === 0 || size > 4) throw new RangeError(`a length of ${size} bytes`);
  if (at + 2 + size > buffer.length) return undefined;
  const start = at + 2 + size;
  return { tag, start, end: start + buffer.readUIntBE(at + 2, size) };
}

/** The elements inside `outer`, which must be all there. @throws RangeError when they do not fill it */
export function* elementsIn(buffer: Buffer, { start, end }: Pick<Element, 'start' | 'end'>): Generator<Element, void, undefined> {
  for (let at = start; at < end; ) {
    const inner = elementAt(buffer, at);
    if (inner === undefined || inner.end > end) throw new RangeError('an element ends behind the one around it');
    yield inner;
    at = inner.end;
  }
}

/**
 * Where in a whole message its operation begins: behind the number.
 * @throws RangeError when there is none
 */
export function operationAt(frame: Buffer): number {
  const number = elementAt(frame, elementAt(frame, 0)?.start ?? 0);
  if (number === undefined || number.end >= frame.length) throw new RangeError('a message without an operation');
  return number.end;
}

/** Set in the tag of an element that is made of elements. */
const CONSTRUCTED = 0x20;
const MAX_DEPTH = 32;

/**
 * Looks whether the elements between `start` and `end` fit into each other, all the way down.
 * @throws RangeError when they do not
 */
export function checkElements(buffer: Buffer, start: number, end: number, depth = 0): void {
  if (depth > MAX_DEPTH) throw new RangeError(`more than ${MAX_DEPTH} elements in each other`);
  for (let at = start; at < end; ) {
    const inner = elementAt(buffer, at);
    if (inner === undefined || inner.end > end) throw new RangeError('an element ends behind the one around it');
    if ((inner.tag & CONSTRUCTED) !== 0) checkElements(buffer, inner.start, inner.end, depth + 1);
    at = inner.end;
  }
}

/** An element with this content. */
export function element(tag: number, ...content: readonly (Uint8Array | string)[]): Buffer {
  let length = 0;
  for (const part of content) length += typeof part === 'string' ? Buffer.byteLength(part) : part.length;
  const size = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 4;
  const whole = Buffer.allocUnsafe(2 + size + length);
  whole[0] = tag;
  whole[1] = size === 0 ? length : 0x80 | size;
  if (size > 0) whole.writeUIntBE(length, 2, size);
  let at = 2 + size;
  for (const part of content) {
    if (typeof part === 'string') at += whole.write(part, at);
    else {
      whole.set(part, at);
      at += part.length;
    }
  }
  return whole;
}
