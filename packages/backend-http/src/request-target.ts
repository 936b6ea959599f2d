type Value = string | number | boolean | null | undefined;

/** A query string: ready, or by names. A list gives its name several times; `null` and `undefined` give nothing. */
export type Query = URLSearchParams | Readonly<Record<string, Value | readonly Value[]>>;

/**
 * What stands in the first line of a request: the path below its prefix, with exactly one slash between them.
 * @throws TypeError for a path that would leave the prefix or the server, or that cannot be sent as it is
 */
export function requestTarget(prefix: string, path: string, query: Query | undefined): string {
  const problem = typeof path === 'string' ? pathProblem(path) : 'is not a string';
  if (problem !== undefined) throw new TypeError(`the path ${JSON.stringify(path)} ${problem}`);
  const bare = path === '' || path.startsWith('?');
  const target = bare ? prefix + path : `${prefix.replace(/\/+$/, '')}${path.startsWith('/') ? '' : '/'}${path}`;
  const search = query === undefined ? '' : queryString(query);
  return search === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${search}`;
}

/** Why a path cannot be sent; nothing when it can. */
export function pathProblem(path: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return 'is a whole URL: requests go to the server of the pool only';
  if (path.startsWith('//')) return 'begins with two slashes, which would name another server';
  if (/[^\x21-\x7e]/.test(path)) return 'has a blank, a line break or a letter outside ASCII: use encodeURIComponent';
  if (path.includes('#')) return 'has a fragment, which is never sent';
  if (path.includes('\\')) return 'has a backslash, which some servers take for a slash: write %5C';
  if (climbs(path.replace(/\?.*$/, ''))) return 'has a segment "..", which would leave the prefix';
  return undefined;
}

/** True for `..` however it is written: `%2e%2e`, `..%2f`, `%252e`, and `..;x`, which Tomcat reads as `..`. */
function climbs(path: string): boolean {
  if (!path.includes('..') && !path.includes('%')) return false;
  let plain = path;
  for (let before = ''; before !== plain; ) {
    before = plain;
    plain = plain.replace(/%(25|2e|2f|5c)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return plain.split(/[/\\]/).some((segment) => segment === '..' || segment.startsWith('..;'));
}

function queryString(query: Query): string {
  if (query instanceof URLSearchParams) return query.toString();
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) if (value != null) search.append(name, String(value));
  }
  return search.toString();
}
