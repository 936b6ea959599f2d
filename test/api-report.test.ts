import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../tools/api-report.mjs';

const run = promisify(execFile);

/** The report of a package with these declarations. */
const report = (files: Readonly<Record<string, string>>): string =>
  reportOf('/p/index.d.ts', (file: string) => files[file.slice(3)] as string);

describe('the report of public types', () => {
  it('is up to date for every entry point of every package', async () => {
    const tool = resolve(import.meta.dirname, '../tools/api-report.mjs');
    const { stdout, stderr } = await run(process.execPath, [tool, '--check']).catch((error: { stdout: string; stderr: string }) => error);
    expect(stdout + stderr).toBe('');
  });

  it('has what an entry point reaches, and nothing else', () => {
    expect(
      report({
        'index.d.ts': `import './other.js';
export { a, type B as C } from './a.js';
export * from './star.js';
export * from '@outpool/contract';
export {};
`,
        'a.d.ts': `import type { Dep } from 'dep';
import { type Deep } from './deep.js';
/** Says what it does: http://example.com. */
export declare const a: (deep: Deep) => Dep; // why
export interface B {
    readonly url: 'https://example.com';
    readonly #private;
}
type Unused = Dep;
`,
        'deep.d.ts': "export type Deep = import(\"./deeper.js\").Deeper | {\n    'it''s': 1;\n};\nexport type Unreached = 1;\n".replace(
          "'it''s'",
          'it',
        ),
        'deeper.d.ts': 'export declare class Deeper {\n    #private;\n    private secret;\n    open(): void;\n}\n',
        'star.d.ts':
          "declare const made: number;\nexport { made as star };\ndeclare module '@outpool/contract' {\n    interface OutpoolBackends {\n        own: Own;\n    }\n}\ninterface Own {\n}\n",
        'other.d.ts': 'export {};\n',
      }),
    ).toBe(`export {
    * from '@outpool/contract',
    C,
    a,
    star,
}

// a.d.ts
import type { Dep } from 'dep';
export declare const a: (deep: Deep) => Dep;
export interface B {
    readonly url: 'https://example.com';
    readonly #private;
}

// deep.d.ts
export type Deep = import("./deeper.js").Deeper | {
    it: 1;
};

// deeper.d.ts
export declare class Deeper {
    open(): void;
}

// star.d.ts
declare const made: number;
interface Own {
}
declare module '@outpool/contract' {
    interface OutpoolBackends {
        own: Own;
    }
}
`);
  });

  it('differs when a type deep inside of one changes', () => {
    const files = {
      'index.d.ts': "export { type A } from './a.js';\n",
      'a.d.ts': 'export interface A {\n    b: B;\n}\ninterface B {\n    c: 1;\n}\n',
    };
    expect(report(files)).not.toBe(report({ ...files, 'a.d.ts': files['a.d.ts'].replace('c: 1', 'c: 2') }));
  });

  it('is not made of what nobody has foreseen', () => {
    expect(() => report({ 'index.d.ts': 'let x = 1;\n' })).toThrow('what is "let x = 1;"?');
  });
});
