/** Names of the document whose unit is the same but unwritten. */
const inMilliseconds = ['call_timeout', 'overrun_warning', 'request_timeout', 'connect_interval'];

/** The name that a schema knows for a key, if it knows one: the key itself, or what it is in camelCase. */
export function knownName(key: string, names: readonly string[]): string | undefined {
  const camelCase = key.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return [key, inMilliseconds.includes(key) ? `${camelCase}Ms` : camelCase].find((name) => names.includes(name));
}

/** Every way in which the key of a schema may be written. */
export function spellingsOf(name: string): string[] {
  const snakeCase = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [...new Set([name, snakeCase, ...inMilliseconds])].filter((spelling) => knownName(spelling, [name]) === name);
}

/** The candidate that a misspelt word most likely means, if one is near. */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.min(3, Math.floor(plain(word).length / 3)));
  const near = [...candidates].map((candidate) => ({ candidate, distance: edits(plain(word), plain(candidate), most) }));
  return near.filter(({ distance }) => distance <= most).sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** What to say after an unknown word. */
export function hint(word: string, known: readonly string[]): string {
  const near = nearestName(word, known);
  return near === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${near}"?`;
}

/** The path of what stands under a key or index, as people read it: `outgoingPools[1].pool.workers`. */
export function joinPath(path: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$-]*$/u.test(String(key))) return `${path}[${JSON.stringify(String(key))}]`;
  return path === '' ? String(key) : `${path}.${String(key)}`;
}

/** True for `{}` and the like: something written in a config, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: in a vm context, as of some test runners, that is another one.
  return prototype === null || (!Array.isArray(value) && Object.getPrototypeOf(prototype) === null);
}

/** Without case and separators: those are the commonest mistakes and count as none. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[_-]/g, '');

/** Insertions, deletions, replacements and swaps of neighbours between two words. Looks no further than `most`. */
function edits(a: string, b: string, most: number): number {
  if (a === '' || b === '' || most < 0) return a.length + b.length;
  if (a[0] === b[0]) return edits(a.slice(1), b.slice(1), most);
  const swapped = a[0] === b[1] && a[1] === b[0] ? edits(a.slice(2), b.slice(2), most - 1) : Number.POSITIVE_INFINITY;
  const [tailOfA, tailOfB] = [a.slice(1), b.slice(1)];
  return 1 + Math.min(swapped, edits(tailOfA, b, most - 1), edits(a, tailOfB, most - 1), edits(tailOfA, tailOfB, most - 1));
}
