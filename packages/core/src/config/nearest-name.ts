/** The candidate that a misspelt word most likely means, if one is near. */
export function nearestName(word: string, candidates: Iterable<string>): string | undefined {
  const plainWord = plain(word);
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(plainWord.length / 3)) + 1;
  for (const candidate of candidates) {
    const plainCandidate = plain(candidate);
    const distance = Math.min(edits(plainWord, plainCandidate), edits(plainWord, plainCandidate.replace(/ms$/, '')));
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** Without case and separators: those are the commonest mistakes and count as none. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
function edits(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
