import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RiakServer } from '../../src/testing.js';
import { rsaCertificate } from './rsa-certificate.js';

const run = promisify(execFile);
const sources = join(import.meta.dirname, 'java');
/** Its network library reaches into what newer Java keeps closed. */
const OPENED = ['nio', 'lang', 'util']
  .map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`)
  .concat('--add-opens=java.base/sun.nio.ch=ALL-UNNAMED');
const missing = ['mvn', 'javac', 'java'].filter((command) => !isThere(command, command === 'mvn' ? '--version' : '-version'));

describe.skipIf(missing.length > 0)(
  `the official client for Java, 2.1.1, on the test server${missing.length > 0 ? ` (not run: no ${missing.join(', ')})` : ''}`,
  () => {
    let folder: string;
    let classPath: string;
    /** Why there is nothing to run. */
    let problem: string | undefined;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'outpool-java-'));
      const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
      problem = await run('mvn', ['-q', '-B', '-f', join(sources, 'pom.xml'), ...goal]).then(
        () => undefined,
        (error: Error) => `Maven cannot fetch it: ${error.message.slice(0, 500)}`,
      );
      if (problem !== undefined) return;
      classPath = `${folder}/*:${folder}`;
      await run('javac', ['-nowarn', '-cp', classPath, '-d', folder, join(sources, 'RiakCheck.java')]);
    }, 300_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const check = async (...args: string[]): Promise<string[]> => {
      const { stdout } = await run('java', [...OPENED, '-cp', classPath, 'RiakCheck', ...args], { timeout: 100_000 });
      return stdout.trim().split('\n');
    };

    it('stores, finds siblings, queries indexes, changes data types, lists, and sets properties', async (context) => {
      if (problem !== undefined) context.skip(problem);
      await using server = await RiakServer.start();
      expect(await check(`${server.port}`)).toEqual([
        'ok store and fetch',
        'ok delete',
        'ok siblings',
        'ok resolution',
        'ok index range',
        'ok index page',
        'ok index next page',
        'ok counter',
        'ok set',
        'ok map',
        'ok nested map',
        'ok map field removed',
        'ok list keys',
        'ok list buckets',
        'ok bucket properties',
      ]);
    }, 120_000);

    it('logs in over TLS', async (context) => {
      if (problem !== undefined) context.skip(problem);
      const certificate = await rsaCertificate();
      const file = join(folder, 'server.pem');
      writeFileSync(file, certificate.cert);
      await using server = await RiakServer.start({ security: { ...certificate, users: { ada: { password: 'secret' } }, failureMs: 50 } });
      expect(await check(`${server.port}`, 'ada', 'secret', file)).toEqual(['ok store and fetch', 'ok delete']);
    }, 120_000);
  },
);

function isThere(command: string, version: string): boolean {
  try {
    execFileSync(command, [version], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
