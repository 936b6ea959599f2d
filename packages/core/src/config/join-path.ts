/** A path as people read it: `outgoingPools[1].pool.workers`. */
export function joinPath(path: string, keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((outer, key) => {
    if (typeof key === 'number') return `${outer}[${key}]`;
    const name = String(key);
    if (!/^[\p{ID_Start}_$][\p{ID_Continue}$-]*$/u.test(name)) return `${outer}[${JSON.stringify(name)}]`;
    return outer === '' ? name : `${outer}.${name}`;
  }, path);
}
