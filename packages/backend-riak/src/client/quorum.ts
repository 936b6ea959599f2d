/** How many replicas: a number, or a word that the server counts for itself. `default` is the bucket's. */
export type Quorum = number | 'one' | 'quorum' | 'all' | 'default';

const WORDS = { one: 0xffff_fffe, quorum: 0xffff_fffd, all: 0xffff_fffc, default: 0xffff_fffb } as const;

/**
 * The number that stands for it on the wire.
 * @throws TypeError that names the option
 */
export function quorum(option: string, value: Quorum | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number') return whole(option, value);
  const number: number | undefined = WORDS[value];
  if (number === undefined) throw new TypeError(`${option}: expected a number, 'one', 'quorum', 'all' or 'default', got ${String(value)}`);
  return number;
}

/** What a number of the server says. */
export function quorumName(value: number | undefined): Quorum | undefined {
  if (value === undefined || value < WORDS.default) return value;
  return (Object.keys(WORDS) as (keyof typeof WORDS)[]).find((word) => WORDS[word] === value) ?? value;
}

/**
 * A whole number that a field of 32 bits can hold.
 * @throws TypeError that names the option
 */
export function whole(option: string, value: number | undefined): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff)) return value;
  throw new TypeError(`${option}: expected a whole number from 0 to 4294967295, got ${value}`);
}
