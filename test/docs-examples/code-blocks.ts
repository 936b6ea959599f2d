import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One program of the documentation: a fenced block, with the blocks that it continues before it. */
export interface CodeBlock {
  /** `docs/errors.md:12`: where the fence opens. */
  readonly place: string;
  readonly language: 'ts' | 'js';
  /** The whole program. */
  readonly code: string;
  /** For each of its lines, where that line stands: `docs/errors.md:13`. */
  readonly origins: readonly string[];
  /** Set when it is only checked: the reason that the page gives. */
  readonly noRun: string | undefined;
  /** What it prints, as the page says; `…` stands for anything. */
  readonly output: string | undefined;
}

interface Fence {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly words: readonly string[];
  readonly lines: readonly string[];
  readonly hidden: boolean;
}

/** What is printed between the blocks that a block continues and the block itself. */
export const OWN_OUTPUT = '\u241e own output';

/** Every page for readers: paths from the repository's folder. */
export function pages(root: string): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name));
  const readmes = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'README.md'));
  const candidates = [...readdirSync(root), ...docs, ...readmes];
  return candidates.filter((name) => name.endsWith('.md') && isFile(join(root, name))).sort();
}

/**
 * The programs of a page, in order. The words behind a fence's language:
 * - `no-run` and a reason: the block is type-checked only.
 * - `name=x`: other blocks of the page may continue this one.
 * - `after=x`: continues the block `x`.
 *
 * A block in an HTML comment (`<!-- ts name=x`, code, `-->`) is there for others to continue, out of the reader's sight.
 * A block ```` ```text output ```` right behind one says what it prints.
 * @throws Error that names the fence when its words make no sense
 */
export function codeBlocks(root: string, page: string): CodeBlock[] {
  const fences = readFences(page, readFileSync(join(root, page), 'utf8'));
  return fences.flatMap((fence, index) => {
    const { language } = fence;
    if (fence.hidden || (language !== 'ts' && language !== 'js')) return [];
    const next = fences[index + 1];
    const output = next?.words.includes('output') ? next.lines.join('\n') : undefined;
    const program = assemble(fence, fences);
    return [{ place: placeOf(fence), language, ...program, noRun: reasonNotToRun(fence), output }];
  });
}

/** True when a text is what a page says, with `…` for anything. */
export function matchesOutput(said: string, printed: string): boolean {
  const pattern = said
    .trim()
    .split('…')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('.*?');
  return new RegExp(`^${pattern}$`, 's').test(printed.trim());
}

function assemble(fence: Fence, fences: readonly Fence[]): { code: string; origins: string[] } {
  const continued = wordAfter(fence, 'after');
  const own = { code: fence.lines.join('\n'), origins: fence.lines.map((_, index) => `${fence.page}:${fence.line + 1 + index}`) };
  if (continued === undefined) return own;
  const before = fences.find((other) => other !== fence && wordAfter(other, 'name') === continued);
  if (before === undefined) throw new Error(`${placeOf(fence)}: there is no block with name=${continued}`);
  const outer = assemble(before, fences);
  return {
    code: `${outer.code}\nconsole.log(${JSON.stringify(OWN_OUTPUT)});\n${own.code}`,
    origins: [...outer.origins, placeOf(fence), ...own.origins],
  };
}

function reasonNotToRun(fence: Fence): string | undefined {
  const index = fence.words.indexOf('no-run');
  if (index < 0) return undefined;
  const reason = fence.words
    .slice(index + 1)
    .filter((word) => !word.includes('='))
    .join(' ');
  if (reason === '') throw new Error(`${placeOf(fence)}: no-run needs a reason behind it`);
  return reason;
}

function readFences(page: string, text: string): Fence[] {
  const fences: Fence[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const opening = /^(\s*)(`{3,})(.*)$/.exec(lines[index] as string);
    const comment = opening ? null : /^<!-- (ts|js)\b(.*)$/.exec(lines[index] as string);
    if (!opening && !comment) continue;
    const [, indent = '', ticks = '```'] = opening ?? [];
    const [language = '', ...words] = (opening ? (opening[3] as string) : `${comment?.[1]}${comment?.[2]}`).trim().split(/\s+/);
    const isEnd = (line: string): boolean => (opening ? line.trim() === ticks : line.trim() === '-->');
    const begin = index + 1;
    let end = begin;
    while (end < lines.length && !isEnd(lines[end] as string)) end++;
    if (end === lines.length) throw new Error(`${page}:${index + 1}: this block has no end`);
    const body = lines.slice(begin, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    fences.push({ page, line: index + 1, language, words, lines: body, hidden: comment !== null });
    index = end;
  }
  return fences;
}

function wordAfter(fence: Fence, name: string): string | undefined {
  return fence.words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

function placeOf({ page, line }: Fence): string {
  return `${page}:${line}`;
}

function isFile(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The links of a page to files and headings of this repository that lead nowhere. */
export function brokenLinks(root: string, page: string): string[] {
  const text = withoutCode(readFileSync(join(root, page), 'utf8'));
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : relative(root, join(root, page, '..', path));
    try {
      readdirSync(join(root, file));
      return anchor !== undefined;
    } catch {
      if (!isFile(join(root, file))) return true;
    }
    return anchor !== undefined && !anchors(readFileSync(join(root, file), 'utf8')).has(anchor);
  });
}

/** The headings of a page as GitHub names them in links. */
function anchors(text: string): Set<string> {
  const headings = withoutCode(text).matchAll(/^#{1,6} (.*)$/gm);
  return new Set([...headings].map(([, heading = '']) => slug(heading)));
}

function slug(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function withoutCode(text: string): string {
  return text.replaceAll(/<!--.*?-->/gs, '').replaceAll(/^(\s*)(`{3,})[^\n]*\n.*?^\s*\2\s*$/gms, '');
}
