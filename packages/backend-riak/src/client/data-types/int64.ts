/**
 * A whole number that the field of a counter takes.
 * @throws TypeError that names the argument
 */
export function int64(argument: string, value: bigint | number): bigint {
  if (typeof value === 'bigint' ? value === BigInt.asIntN(64, value) : Number.isSafeInteger(value)) return BigInt(value);
  throw new TypeError(`${argument}: expected a whole number, a bigint beyond 2^53, of 64 bits at most; got ${value}`);
}
