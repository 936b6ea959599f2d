import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { type CodeBlock, OWN_OUTPUT } from './code-blocks.js';

/** How long one example may run. */
const LIMIT_MS = 50_000;

export interface Outcome {
  readonly code: number | null;
  /** What the block itself printed; not the blocks that it continues. */
  readonly printed: string;
  /** Everything, for the message of a failure. */
  readonly all: string;
}

/**
 * A temporary folder in which all examples stand beside a copy of the packages' sources. One run of tsc checks them
 * and compiles both, decorators included; so examples run against the sources of today, without any build before.
 */
export class Workshop implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'outpool-docs-'));
  /** Where the examples run. */
  readonly examples = join(this.folder, 'examples');
  readonly #files = new Map<string, CodeBlock>();
  readonly #root: string;

  constructor(root: string, blocks: readonly CodeBlock[]) {
    this.#root = root;
    mkdirSync(this.#path('out', 'node_modules', '@outpool'), { recursive: true });
    mkdirSync(this.#path('node_modules', '@outpool'), { recursive: true });
    mkdirSync(this.#path('examples'));
    for (const name of readdirSync(join(root, 'packages'))) this.#takePackage(name);
    this.#linkModules(join(root, 'node_modules'));
    for (const block of blocks) {
      const name = `${block.place.replaceAll(/[^A-Za-z0-9]+/g, '-')}.${block.language}`;
      this.#files.set(name, block);
      // The empty export makes a module of it, whatever it holds.
      writeFileSync(this.#path('examples', name), `${block.code}\nexport {};\n`);
    }
    const base = JSON.parse(readFileSync(join(root, 'tsconfig.base.json'), 'utf8')) as { compilerOptions: object };
    const compilerOptions = {
      ...base.compilerOptions,
      composite: false,
      declaration: false,
      declarationMap: false,
      sourceMap: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      allowJs: true,
      checkJs: false, // whoever writes JavaScript does not check types
      rootDir: '.',
      outDir: 'out',
    };
    writeFileSync(this.#path('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['examples', 'packages/*/src'] }));
    for (const folder of ['', 'out', 'packages']) {
      if (existsSync(this.#path(folder))) writeFileSync(this.#path(folder, 'package.json'), '{ "type": "module" }');
    }
  }

  /** Checks and compiles all examples. Gives what is wrong with each, by its place. */
  async compile(): Promise<Map<string, string[]>> {
    const tsc = join(this.#root, 'node_modules', '.bin', 'tsc');
    const failed = (error: { stdout?: string; message: string }) => ({ stdout: error.stdout ?? error.message });
    const { stdout } = await promisify(execFile)(tsc, ['-p', '.', '--pretty', 'false'], { cwd: this.folder, maxBuffer: 2 ** 26 }).catch(
      failed,
    );
    const problems = new Map<string, string[]>();
    for (const message of stdout.split(/\n(?=\S)/)) {
      const [, file = '', line = '0', text = ''] = /^examples\/(.+?)\((\d+),\d+\): (.*)$/s.exec(message.trim()) ?? [];
      const block = this.#files.get(file);
      // All examples are one program: blocks that continue the same one declare its backend's types again.
      if (block === undefined || text.includes('TS2717')) continue;
      const origin = block.origins[Number(line) - 1] ?? block.place;
      problems.set(block.place, [...(problems.get(block.place) ?? []), `${origin}: ${text}`]);
    }
    return problems;
  }

  /** Runs one compiled example as a process of its own, in a folder where `ca.pem` and the like may lie. */
  async run(block: CodeBlock, env: Readonly<Record<string, string>>): Promise<Outcome> {
    const [name] = [...this.#files].find(([, other]) => other === block) ?? [];
    if (name === undefined) throw new Error(`${block.place} is not in this workshop`);
    const file = this.#path('out', 'examples', name.replace(/\.ts$/, '.js'));
    const preload = join(import.meta.dirname, 'redirect.mjs');
    const child = spawn(process.execPath, ['--import', preload, '--unhandled-rejections=strict', file], {
      cwd: this.#path('examples'),
      env: { PATH: process.env.PATH, HOME: this.folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let printed = '';
    let all = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      all += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      all += text;
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => {
        if (signal !== null) all += `\nended by ${signal}, after at most ${LIMIT_MS} ms`;
        resolve(status);
      });
    });
    const own = printed.lastIndexOf(OWN_OUTPUT);
    return { code, printed: own < 0 ? printed : printed.slice(own + OWN_OUTPUT.length), all };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Copies the sources of a package, compiles to `out` with the rest, and can be imported by its name in both places. */
  #takePackage(name: string): void {
    const from = join(this.#root, 'packages', name);
    const source = join(from, 'src');
    if (!existsSync(source)) return;
    cpSync(source, this.#path('packages', name, 'src'), { recursive: true });
    const { name: fullName, exports } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
      name: string;
      exports: Record<string, string | Record<string, string>>;
    };
    const entries = Object.entries(exports).flatMap(([key, target]) =>
      typeof target === 'string' ? [] : [[key, target['@outpool/source'] as string]],
    );
    const manifest = (place: string, rename: (path: string) => string): void => {
      mkdirSync(join(place), { recursive: true });
      const targets = Object.fromEntries(entries.map(([key, target]) => [key, rename(target as string)]));
      writeFileSync(join(place, 'package.json'), JSON.stringify({ name: fullName, type: 'module', exports: targets }));
    };
    manifest(this.#path('packages', name), (path) => path);
    manifest(this.#path('out', 'packages', name), (path) => path.replace(/\.ts$/, '.js'));
    symlinkSync(this.#path('packages', name), this.#path('node_modules', '@outpool', basename(fullName)));
    symlinkSync(this.#path('out', 'packages', name), this.#path('out', 'node_modules', '@outpool', basename(fullName)));
    this.#linkModules(join(from, 'node_modules'));
  }

  /** Makes the third-party packages of a folder known to all; the catalog gives each one version. */
  #linkModules(from: string): void {
    if (!existsSync(from)) return;
    for (const name of readdirSync(from)) {
      if (name.startsWith('.') || name === '@outpool') continue;
      const below = name.startsWith('@') ? readdirSync(join(from, name)).map((inner) => join(name, inner)) : [name];
      for (const each of below) {
        const place = this.#path('node_modules', each);
        if (existsSync(place)) continue;
        mkdirSync(join(place, '..'), { recursive: true });
        symlinkSync(join(from, each), place);
      }
    }
  }

  #path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }
}
