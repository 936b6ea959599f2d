import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import type { BackendCases } from '../src/backend-cases.js';
import { limits } from '../src/limits.js';
import { testBackend } from '../src/test-backend.js';
import { cleanUp } from './broken-backends.js';
import { type LineConnection, lineWork } from './line-backend.js';
import { LineServer } from './line-server.js';
import { Recorder } from './recorder.js';

type LineCases = BackendCases<LineConnection>;

/** A broken backend, the case that finds it out, and what that says. */
export type Mutant = readonly [mutant: LineCases['backend'], caughtBy: string, saying: RegExp];

const server = new LineServer();

/** The suite for a backend of lines, recorded instead of run. */
export function record(mutant: LineCases['backend'], more: Partial<LineCases> = {}): Recorder {
  const recorder = new Recorder();
  testBackend<LineConnection>({
    ...{ describe: recorder.describe, it: recorder.it },
    name: 'line',
    backend: mutant,
    options: () => ({ host: server.host, port: server.port }),
    ...lineWork,
    server,
    proxied: ({ host, port }) => ({ host, port }),
    ...more,
  });
  return recorder;
}

/** Each mutant must fail the case that is there for it. */
export function catches(mutants: readonly Mutant[]): void {
  describe('the backend suite catches a backend that is broken', () => {
    beforeAll(() => {
      Object.assign(limits, { promptMs: 700, connectMs: 1_500, goneMs: 700 });
      return server.restart();
    });
    afterEach(cleanUp);
    afterAll(() => server.kill());

    for (const [mutant, caughtBy, saying] of mutants) {
      it(`${mutant.name}: ${caughtBy}`, async () => {
        await assert.rejects(record(mutant).run(caughtBy), saying);
      });
    }
  });
}
