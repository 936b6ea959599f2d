import { nearestName } from './nearest-name.js';
import { knownName } from './respell.js';

/** Another part of an entry, where a key might belong. */
export interface Home {
  /** As in "belongs under `pool`". */
  readonly where: string;
  readonly keys: readonly string[];
}

/** What to say about a key that its schema does not know, and which known one it most likely means. */
export function unknownKey(
  key: string,
  value: unknown,
  known: readonly string[],
  homes: readonly Home[],
): { message: string; meant?: string } {
  if (key === 'keepalive_interval') {
    const milliseconds = typeof value === 'number' ? value * 1000 : 30_000;
    return {
      message: `counts seconds, and outpool counts milliseconds: write \`keepaliveIntervalMs: ${milliseconds}\` under \`pool\` instead`,
    };
  }
  const home = homes.find(({ keys }) => knownName(key, keys) !== undefined);
  if (home) return { message: `unknown key here, \`${key}\` belongs ${home.where}` };
  const meant = nearestName(key, known);
  if (meant !== undefined) return { message: `unknown key, did you mean ${spellings(meant, key)}?`, meant };
  return { message: known.length > 0 && known.length <= 12 ? `unknown key, expected one of ${known.join(', ')}` : 'unknown key' };
}

/** The name as it may be written: who writes snake_case gets that spelling too. */
function spellings(name: string, key: string): string {
  const snakeCase = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return key.includes('_') && snakeCase !== name ? `\`${snakeCase}\` / \`${name}\`` : `\`${name}\``;
}
