import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLinks, type CodeBlock, codeBlocks, matchesOutput, pages } from './docs-examples/code-blocks.js';
import { type ExampleServers, exampleServers } from './docs-examples/servers.js';
import { Workshop } from './docs-examples/workshop.js';

const root = resolve(import.meta.dirname, '..');
const offline = process.env.OUTPOOL_OFFLINE_SERVERS === '1';
const all = pages(root);
/** The other pages are for who works on the house; what they show are fragments. */
const forUsers = all.filter((page) => page === 'README.md' || /^(docs|packages)\//.test(page));
const blocks = forUsers.flatMap((page) => codeBlocks(root, page));
const needsServers = ({ code }: CodeBlock): boolean =>
  /@outpool\/backend-(cassandra|rabbit|rdbms|redis|elastic|ldap|riak)(\/client)?'/.test(code);

let workshop: Workshop;
let servers: ExampleServers;
let problems: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  workshop = new Workshop(root, blocks);
  [servers, problems] = await Promise.all([exampleServers(workshop.examples, !offline), workshop.compile()]);
});

afterAll(async () => {
  await servers?.[Symbol.asyncDispose]();
  workshop?.[Symbol.dispose]();
});

describe.concurrent('code in the documentation', () => {
  for (const block of blocks) {
    const { place, noRun, output } = block;
    test(noRun === undefined ? `${place} runs` : `${place} is sound (not run: ${noRun})`, async (context) => {
      expect(problems.get(place) ?? []).toEqual([]);
      if (noRun !== undefined) return;
      if (offline && needsServers(block)) context.skip('needs real servers');
      const outcome = await workshop.run(block, servers.env);
      expect(outcome.code, outcome.all).toBe(0);
      if (output !== undefined && !matchesOutput(output, outcome.printed)) expect(outcome.printed.trim()).toBe(output.trim());
    }, 60_000);
  }
});

describe('pages', () => {
  test('are found', () => {
    expect(all).toContain('README.md');
    expect(blocks.length).toBeGreaterThan(10);
  });

  test.each(all)('%s links to nothing that is not there', (page) => {
    expect(brokenLinks(root, page)).toEqual([]);
  });
});
