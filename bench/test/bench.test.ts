import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireServers } from '../../test-servers/src/index.js';
import { RUN_FOLDER } from '../../test-servers/src/run-folder.js';

const script = fileURLToPath(new URL('../run.mjs', import.meta.url));

function bench(...args: string[]) {
  // What vitest gives its workers is not for this process, nor is the folder of this run: its servers are its own.
  const { NODE_OPTIONS: _, [RUN_FOLDER]: __, ...env } = process.env;
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env });
}

const rivals = ['generic-pool', 'lightning-pool', 'pg-pool', 'tarn'];

describe('the dispatch bench', () => {
  it('prints one JSON document with all its cases, and nothing else', () => {
    const { status, stdout, stderr } = bench('dispatch', '--tiny', '--json');
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout);

    expect(report.bench).toBe('dispatch');
    expect(Object.keys(report.versions)).toEqual(expect.arrayContaining(['node', '@outpool/core', ...rivals]));
    expect(report.machine).toEqual({ cpu: expect.any(String), cores: expect.any(Number), platform: expect.any(String) });
    for (const line of report.cases) {
      expect(line).toMatchObject({
        case: expect.any(String),
        unit: expect.any(String),
        ours: expect.any(Number),
        rivals: expect.any(Object),
      });
      expect(line.ratioToBest === null || typeof line.ratioToBest === 'number').toBe(true);
      expect(typeof line.pass).toBe(line.gate === undefined ? 'undefined' : 'boolean');
    }

    const names: string[] = report.cases.map((line: { case: string }) => line.case);
    expect(new Set(names).size).toBe(names.length);
    const counts = { caller: 11, growth: 2, cancel: 8, 'workers, ': 9, idle: 3, spike: 2, slower: 8 };
    const found = Object.keys(counts).map((word) => [word, names.filter((name) => name.includes(word) && !skipped(word, name)).length]);
    expect(Object.fromEntries(found)).toEqual(counts);
    expect(names).toHaveLength(Object.values(counts).reduce((sum, count) => sum + count));
    expect(Object.keys(report.cases[0].rivals).sort()).toEqual(rivals);
  }, 20_000);

  it('of riak runs, too', () => {
    const { status, stdout, stderr } = bench('riak', '--tiny', '--json');
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    expect(cases).toHaveLength(12);
    for (const line of cases) expect(Object.keys(line.rivals).length).toBeGreaterThan(0);
  }, 30_000);

  it('names the benches there are when it does not know one', () => {
    const { status, stdout, stderr } = bench('dispach');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('dispatch, rdbms, redis, rabbit, http, elastic, ldap, cassandra, riak');
  });
});

describe.skipIf(!requireServers('redis'))('the redis bench', () => {
  it('measures all rivals in one run, at each number of callers', () => {
    const { status, stdout, stderr } = bench('redis', '--tiny', '--json');
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    expect(cases).toHaveLength(8);
    expect(cases.flatMap((line: { gate?: string; callers: number }) => (line.gate === undefined ? [] : [line.callers]))).toEqual([
      1, 10, 100, 1_000,
    ]);
    for (const { rivals } of cases)
      expect(Object.keys(rivals)).toEqual(['ioredis', 'ioredis, auto pipelining', 'node-redis', 'node-redis, its pool']);
  }, 30_000);
});

describe.skipIf(!requireServers('nginx', 'search', 'cassandra'))('the bench', () => {
  it.each([
    ['http', ['BalancedPool', 'axios', 'got', 'ky', 'node:http agent', 'undici Pool']],
    ['elastic', ['@elastic/elasticsearch', '@opensearch-project/opensearch', 'undici Pool']],
    ['cassandra', ['cassandra-driver']],
  ])(
    '%s measures callers beside its rivals on a real server',
    (name, against) => {
      const { status, stdout, stderr } = bench(name, '--tiny', '--json');
      expect(status, stderr).toBe(0);
      const { cases } = JSON.parse(stdout);
      expect(cases).toHaveLength(8);
      for (const { ours, rivals, ratioToBare } of cases) {
        expect([typeof ours, typeof ratioToBare]).toEqual(['number', 'number']);
        expect(Object.keys(rivals).sort()).toEqual(against);
      }
    },
    60_000,
  );
});

describe.skipIf(!requireServers('slapd'))('the ldap bench', () => {
  it('measures both drivers beside both clients, at each number of callers', () => {
    const { status, stdout, stderr } = bench('ldap', '--tiny', '--json');
    expect(status, stderr).toBe(0);
    const { cases } = JSON.parse(stdout);
    expect(cases).toHaveLength(16);
    for (const { ours, rivals, ratioToBare } of cases) {
      expect([typeof ours, typeof ratioToBare]).toEqual(['number', 'number']);
      expect(Object.keys(rivals).sort()).toEqual(['ldapjs', 'ldapts']);
    }
  }, 60_000);
});

/** `idle` also is how busy the workers of a strategy are; `workers, ` also stands where one of them is slower. */
function skipped(word: string, name: string): boolean {
  return (word === 'idle' && name.includes('workers, ')) || (word === 'workers, ' && name.includes('slower'));
}
