const MARK = Buffer.from('6b6f7574', 'hex');

/**
 * Causality on one node: every write has a number, and who has seen a number has seen all before it. A context is the
 * number of the last write seen, in bytes that mean nothing to anybody else.
 */
export function writeContext(clock: number): Buffer {
  const context = Buffer.alloc(MARK.length + 6);
  MARK.copy(context);
  context.writeUIntBE(clock, MARK.length, 6);
  return context;
}

/** The number in it; `undefined` when it is not from here. */
export function readContext(context: Buffer): number | undefined {
  if (context.length !== MARK.length + 6 || !context.subarray(0, MARK.length).equals(MARK)) return undefined;
  return context.readUIntBE(MARK.length, 6);
}
