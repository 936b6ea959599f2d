type Value = string | number | boolean | undefined;

/** Parameters of a request. `undefined` gives nothing. */
export type Query = Readonly<Record<string, Value | readonly string[]>>;

/**
 * A path from its parts, each escaped. Several names are parted by commas.
 * @throws TypeError for a name that would be another path
 */
export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map(escaped).join('/')}`;
}

/** @throws TypeError naming what is wrong */
export function indexName(name: string): string {
  if (typeof name !== 'string' || name === '') throw new TypeError('the name of the index is empty');
  // `<logs-{now/d}>` is worked out by the server.
  if (!name.startsWith('<') && /[\\/?"|#\s]|(^|,)\.{1,2}(,|$)/.test(name))
    throw new TypeError(
      `the index ${JSON.stringify(name)} is no name of an index: it has a slash, a blank or another mark that no index has`,
    );
  return name;
}

/** A path of the caller's own. @throws TypeError for what would not arrive as it stands: `..`, a whole URL, a blank */
export function rawPath(path: string): string {
  const plain =
    typeof path === 'string' && path.startsWith('/') && URL.canParse(path, 'http://node') ? new URL(path, 'http://node') : undefined;
  if (plain?.host !== 'node' || plain.pathname + plain.search !== path)
    throw new TypeError(
      `the path ${JSON.stringify(path)} cannot be sent as it stands: it must begin with one slash, have no "..", and be escaped`,
    );
  return path;
}

export function withQuery(path: string, query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

function escaped(part: string): string {
  const text = encodeURIComponent(part).replaceAll('%2C', ',');
  return text === '.' || text === '..' ? text.replaceAll('.', '%2E') : text;
}
