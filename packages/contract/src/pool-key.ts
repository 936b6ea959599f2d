/** What tells one pool from every other. `host` is `global` or the name of one host; never the word `host`. */
export interface PoolKey {
  readonly type: string;
  readonly host: string;
  readonly tag: string;
}

/** One string for one key. Unambiguous whatever characters the parts hold. */
export const keyId = ({ type, host, tag }: PoolKey): string => JSON.stringify([type, host, tag]);

/** A key as people read it in messages: `rdbms/global/default`. */
export const formatKey = ({ type, host, tag }: PoolKey): string => `${type}/${host}/${tag}`;
