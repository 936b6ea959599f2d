/** The candidate that a misspelt word most likely means, if one is near. */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const most = Math.max(1, Math.min(3, Math.floor(plain(word).length / 3)));
  const near = [...candidates].map((candidate) => ({ candidate, distance: edits(plain(word), plain(candidate), most) }));
  return near.filter(({ distance }) => distance <= most).sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** Without case and separators: those are the commonest mistakes and count as none. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. Looks no further than `most`. */
function edits(a: string, b: string, most: number): number {
  if (a === '' || b === '' || most < 0) return a.length + b.length;
  if (a[0] === b[0]) return edits(a.slice(1), b.slice(1), most);
  const [restOfA, restOfB, left] = [a.slice(1), b.slice(1), most - 1];
  const swapped = a[0] === b[1] && a[1] === b[0] ? edits(a.slice(2), b.slice(2), left) : Number.POSITIVE_INFINITY;
  return 1 + Math.min(swapped, edits(restOfA, b, left), edits(a, restOfB, left), edits(restOfA, restOfB, left));
}
