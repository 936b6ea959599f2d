/** What tells one pool from every other. `host` is `global` or the name of one host; never the word `host`. */
export interface PoolKey {
  readonly type: string;
  readonly host: string;
  readonly tag: string;
}

/** One string for one key. Unambiguous whatever characters the parts hold. */
export function keyId(key: PoolKey): string {
  return JSON.stringify([key.type, key.host, key.tag]);
}

/** A key as people read it in messages: `rdbms/global/default`. */
export function formatKey(key: PoolKey): string {
  return `${key.type}/${key.host}/${key.tag}`;
}
