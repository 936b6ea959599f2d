import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml';
import { markOf, setMark } from '../places.js';
import { type Source, SyntaxProblem } from '../source.js';
import { optionalPackage } from './optional-package.js';

/** Spaces that look like indentation and are none. They come with text that is copied from web pages. */
const falseIndent = /^ *[^\S \t\r\n]/m;

/**
 * Reads YAML 1.2, with anchors and merge keys (`<<`), and keeps where each member stands.
 * @throws SyntaxProblem
 */
export async function parseYaml(source: Source): Promise<unknown> {
  const yaml = await optionalPackage<typeof import('yaml')>('yaml', 'YAML');
  const indent = falseIndent.exec(source.text);
  if (indent !== null) {
    const at = indent.index + indent[0].length - 1;
    const code = source.text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
    throw new SyntaxProblem(source.problem(at, `this line is indented with the character U+${code}, expected plain spaces`));
  }
  const document = yaml.parseDocument(source.text, { prettyErrors: false, merge: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new SyntaxProblem(source.problem(problem.pos[0], sentence(problem.message)));
  const value = toValue(document, source);
  const seen = new Set<unknown>();

  const follow = (node: Node | null | undefined): Node | null | undefined =>
    yaml.isAlias(node) ? (node as Alias).resolve(document as Document) : node;
  const begin = (node: Node | null | undefined, standard: number): number => node?.range?.[0] ?? standard;

  /** The name that a key got. That of a merge is a symbol. */
  const nameOf = (key: Node): string => {
    const name = yaml.isScalar(key) ? key.value : key;
    return typeof name === 'symbol' ? (name.description ?? '') : String(name);
  };

  const mark = (node: Node | null | undefined, made: unknown): void => {
    const target = follow(node);
    if (typeof made !== 'object' || made === null || seen.has(made)) return;
    seen.add(made);
    if (yaml.isSeq(target)) {
      for (const [index, item] of target.items.entries()) {
        const at = begin(item as Node, 0);
        setMark(made, index, { source, key: at, value: at });
        mark(item as Node, Reflect.get(made, index));
      }
    }
    if (!yaml.isMap(target)) return;
    for (const pair of (target as YAMLMap).items as Pair<Node, Node | null>[]) markPair(pair, made);
  };

  const markPair = ({ key, value: inner }: Pair<Node, Node | null>, made: object): void => {
    const name = nameOf(key);
    const at = begin(key, 0);
    if (name !== '<<' || Object.hasOwn(made, name)) {
      setMark(made, name, { source, key: at, value: begin(inner, at) });
      mark(inner, Reflect.get(made, name));
      return;
    }
    // A merge: what it brought has no key of its own here, so it is where it was written.
    const brought = follow(inner);
    for (const one of yaml.isSeq(brought) ? brought.items : [brought]) {
      const from = follow(one as Node);
      if (!yaml.isMap(from)) continue;
      for (const pair of (from as YAMLMap).items as Pair<Node, Node | null>[]) {
        const own = nameOf(pair.key);
        if (Object.hasOwn(made, own) && markOf(made, own) === undefined) markPair(pair, made);
      }
    }
  };

  mark(document.contents as Node | null, value);
  const start = begin(document.contents as Node | null, 0);
  if (typeof value === 'object' && value !== null) setMark(value, undefined, { source, key: start, value: start });
  return value;
}

/** What the document says, aliases followed, but not so often that a short file makes an endless config. */
function toValue(document: { toJS(): unknown; contents: unknown }, source: Source): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new SyntaxProblem(source.problem(0, sentence((error as Error).message)));
  }
}

const sentence = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
