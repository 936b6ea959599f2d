import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOutgoingPools } from '@outpool/core';
import { SampleBackend } from '../src/index.js';

/** What is wrong with a config that has these connection options; nothing, if it is sound. */
function problemsOf(connection: object): string | undefined {
  const config = JSON.parse(JSON.stringify({ outgoing_pools: [{ type: 'sample', connection }] }));
  try {
    createOutgoingPools(config, { backends: [SampleBackend] });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the connection options of sample', () => {
  it('all have defaults', () => assert.equal(problemsOf({}), undefined));

  it('are refused by name and place when they are wrong', () => {
    assert.match(problemsOf({ port: 70_000 }) ?? '', /outgoing_pools\[0\]\.connection\.port/);
    assert.match(problemsOf({ prot: 7070 }) ?? '', /did you mean `port`/);
  });
});
