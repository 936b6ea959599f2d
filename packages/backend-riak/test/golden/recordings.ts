import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enums } from '../messages.js';

export type Shown = readonly [name: string, fields: Readonly<Record<string, unknown>>];

/** One exchange that was recorded from a real Riak KV 3.2.3. */
export interface Recording {
  readonly name: string;
  /** What varies from run to run. */
  readonly note: string;
  readonly request_hex: readonly string[];
  readonly response_hex: readonly string[];
  readonly decoded: { readonly request: readonly Shown[]; readonly response: readonly Shown[] };
}

/** A number beyond 2^53 must not pass through a number. */
const exact = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? BigInt(context?.source as string)
    : value;

export const recordings: readonly Recording[] = readFileSync(join(import.meta.dirname, 'riak-3.2.3.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line, exact));

/** Where a message differs from what a recording shows of it; nothing when they agree, presence included. */
export function differences(actual: unknown, shown: unknown, path = ''): string[] {
  const differs = (): string[] => [
    `${path}: ${String(actual)} is not ${JSON.stringify(shown, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`,
  ];
  if (Array.isArray(shown)) {
    if (!Array.isArray(actual) || actual.length !== shown.length) return differs();
    return shown.flatMap((item, index) => differences(actual[index], item, `${path}[${index}]`));
  }
  if (Buffer.isBuffer(actual)) {
    const bytes = typeof shown === 'string' ? Buffer.from(shown) : Buffer.from((shown as { hex: string }).hex, 'hex');
    return actual.equals(bytes) ? [] : differs();
  }
  if (typeof actual === 'number' && typeof shown === 'string') return enums.some((names) => names[shown] === actual) ? [] : differs();
  if (typeof actual === 'bigint') return actual === BigInt(shown as number) ? [] : differs();
  if (typeof shown !== 'object' || shown === null) return Object.is(actual, shown) ? [] : differs();
  if (typeof actual !== 'object' || actual === null) return differs();
  const fields = new Map(
    Object.entries(shown)
      .filter(([name]) => !name.startsWith('?'))
      .map(([name, value]) => [camelCase(name), value]),
  );
  const present = Object.entries(actual).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  const surplus = present.filter(([name]) => !fields.has(name)).map(([name]) => `${path}.${name} is present`);
  return [
    ...surplus,
    ...[...fields].flatMap(([name, value]) => differences((actual as Record<string, unknown>)[name], value, `${path}.${name}`)),
  ];
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
