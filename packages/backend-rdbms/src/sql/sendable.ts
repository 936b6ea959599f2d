/**
 * A parameter for drivers that would do something of their own with objects and lists: they become JSON. `undefined` is NULL,
 * and bytes are a Buffer.
 */
export function sendable(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value)) return value;
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : JSON.stringify(value);
}
