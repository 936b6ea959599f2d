import { nearestName } from './nearest-name.js';

/** The backends that have a package of their own. */
const published = ['rdbms', 'redis', 'riak', 'cassandra', 'http', 'elastic', 'rabbit', 'ldap', 'generic'];

/** What to say about a type that no backend at hand serves. */
export function unknownType(type: string, given: readonly string[]): string {
  if (published.includes(type)) {
    const className = `${type.charAt(0).toUpperCase()}${type.slice(1)}Backend`;
    return `no backend for "${type}" is given: install @outpool/backend-${type} and pass ${className}`;
  }
  const near = nearestName(type, new Set([...given, ...published]));
  if (near !== undefined) return `unknown type "${type}", did you mean "${near}"?`;
  const list = given.length > 0 ? given.map((name) => `"${name}"`).join(', ') : 'none';
  return `unknown type "${type}"; the backends given serve: ${list}`;
}
