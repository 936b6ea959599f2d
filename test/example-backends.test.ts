import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { requireServers, type ServerKind } from '@outpool/test-servers';

const run = promisify(execFile);
const examples = resolve(import.meta.dirname, '../examples');

/** Lines of the sources of a package: all of them, and those with code in them. */
function linesOf(folder: string): { readonly all: number; readonly code: number } {
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('');
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .split('\n');
  return { all: text.split('\n').length - 1, code: code.filter((line) => line.trim() !== '').length };
}

/** Each with the reasons that it gives for cases which are skipped. */
const backends: readonly (readonly [name: string, server: ServerKind, skips: readonly string[]])[] = [
  ['backend-memcached', 'memcached', ['the protocol has no login', 'the options have none']],
  ['backend-nats', 'nats', ['answers carry the number of their question, and may overtake']],
];

test.each(backends)('examples/%s is a backend in fewer than 150 lines of code', (name) => {
  const { all, code } = linesOf(join(examples, name, 'src'));
  console.log(`examples/${name}/src: ${code} lines of code, ${all} with comments and blank ones`);
  expect(code).toBeLessThan(150);
});

for (const [name, server, skips] of backends) {
  test.skipIf(!requireServers(server))(
    `examples/${name} passes the cases of every backend on a real server that is killed and started again`,
    async () => {
      // As its author runs them: these tests are the package's own, and need nothing of this workspace but the packages.
      const { PATH, HOME } = process.env;
      const options = { cwd: join(examples, name), env: { PATH, HOME }, timeout: 150_000, maxBuffer: 2 ** 24 };
      const { stdout } = await run('npm', ['test'], options).catch((error: Error & { stdout: string }) => ({
        stdout: `${error.stdout}\n${error.message}`,
      }));
      const count = (what: string): number => Number(new RegExp(`^\\S+ ${what} (\\d+)$`, 'm').exec(stdout)?.[1]);
      console.log(`examples/${name}: ${count('pass')} passed, ${count('fail')} failed, ${count('skipped')} skipped`);
      expect(count('fail'), stdout).toBe(0);
      const reasons = [...stdout.matchAll(/\(skipped: (.*?)\)/g)].map(([, reason]) => reason);
      expect(new Set(reasons)).toEqual(new Set(skips));
      expect(count('pass')).toBeGreaterThan(30);
      expect(stdout).toContain('settles every call once while connections die under load');
    },
    180_000,
  );
}
