import type { AST, ParseError } from 'toml-eslint-parser';
import { isPlainObject } from '../names.js';
import { markOf, setMark } from '../places.js';
import { type Source, SyntaxProblem } from '../source.js';
import { optionalPackage } from './optional-package.js';

/**
 * Reads TOML 1.0 and keeps where each member stands.
 * @throws SyntaxProblem
 */
export async function parseToml(source: Source): Promise<unknown> {
  const toml = await optionalPackage<typeof import('toml-eslint-parser')>('toml-eslint-parser', 'TOML');
  const tree = parse(toml, source);
  const value = toml.getStaticTOMLValue(tree) as Record<string, unknown>;
  const [top] = tree.body;
  setMark(value, undefined, { source, key: 0, value: 0 });
  for (const node of top.body) {
    if (node.type === 'TOMLTable') markTable(node, value, source);
    else markKeyValue(node, value, source);
  }
  return value;
}

function parse(toml: typeof import('toml-eslint-parser'), source: Source): AST.TOMLProgram {
  try {
    return toml.parseTOML(source.text, { tomlVersion: '1.0' });
  } catch (error) {
    const { index, message } = error as ParseError;
    if (typeof index !== 'number') throw error;
    // The parser looks for the value in the lines below, and finds fault there.
    const lonely = /=[ \t]*(#[^\r\n]*)?[\r\n]\s*$/.exec(source.text.slice(0, index));
    if (lonely) throw new SyntaxProblem(source.problem(lonely.index, 'expected a value after this, on the same line'));
    throw new SyntaxProblem(source.problem(index, message.charAt(0).toLowerCase() + message.slice(1)));
  }
}

/** Marks the tables of a header, `[outgoing_pools.redis.default]`, and what stands under it. */
function markTable({ resolvedKey, key, range, body }: AST.TOMLTable, root: object, source: Source): void {
  let container: unknown = root;
  let named = 0;
  for (const name of resolvedKey) {
    // An index in the key stands for the item that the header opens or is inside of: it has no text of its own.
    const at = typeof name === 'number' ? range[0] : key.keys[named++]?.range[0];
    if (markOf(container, name) === undefined) setMark(container, name, { source, key: at ?? range[0], value: range[0] });
    container = memberOf(container, name);
  }
  for (const pair of body) markKeyValue(pair, container, source);
}

/** Marks a member, and with a dotted key (`tls.verify = "peer"`) the tables that it makes. */
function markKeyValue({ key, value: node }: AST.TOMLKeyValue, root: unknown, source: Source): void {
  let container: unknown = root;
  for (const [index, part] of key.keys.entries()) {
    const name = part.type === 'TOMLBare' ? part.name : part.value;
    const isLast = index === key.keys.length - 1;
    if (markOf(container, name) === undefined)
      setMark(container, name, { source, key: part.range[0], value: isLast ? node.range[0] : part.range[0] });
    container = memberOf(container, name);
  }
  markContent(node, container, source);
}

function markContent(node: AST.TOMLContentNode, value: unknown, source: Source): void {
  if (node.type === 'TOMLArray' && Array.isArray(value)) {
    for (const [index, element] of node.elements.entries()) {
      setMark(value, index, { source, key: element.range[0], value: element.range[0] });
      markContent(element, value[index], source);
    }
  }
  if (node.type === 'TOMLInlineTable' && isPlainObject(value)) for (const pair of node.body) markKeyValue(pair, value, source);
}

const memberOf = (container: unknown, name: string | number): unknown =>
  typeof container === 'object' && container !== null && Object.hasOwn(container, name) ? Reflect.get(container, name) : undefined;
