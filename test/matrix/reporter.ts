import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { skipReason } from '../../test-servers/src/run-folder.js';
import type { Outcome } from './matrix.js';

/** Writes what became of each case of the kit into the file that `OUTPOOL_MATRIX` names, and a line for each backend. */
export default class MatrixReporter implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    const failed = [...module.children.allTests('failed')].map(
      (test) => `  failed: ${test.fullName}\n    ${test.result().errors?.[0]?.message}`,
    );
    const broken = module.errors().map((error) => `  ${error.message}`);
    console.error([`${module.relativeModuleId}: ${module.state()}`, ...failed, ...broken].join('\n'));
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const outcomes = modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => outcomeOf(test) ?? []));
    writeFileSync(process.env.OUTPOOL_MATRIX as string, JSON.stringify(outcomes));
  }
}

/** What became of one case of `testBackend`; undefined for any other test. */
function outcomeOf(test: TestCase): Outcome | undefined {
  const suites: string[] = [];
  for (let above = test.parent; above.type === 'suite'; above = above.parent) suites.unshift(above.name);
  const suite = suites.pop();
  if (!suite?.startsWith('backend ')) return undefined;
  const backend = [suite.slice('backend '.length), ...suites].join(' ');
  const [, name = test.name, said] = /^(.*?)(?: \(skipped: (.+)\))?$/.exec(test.name) ?? [];
  const result = test.result();
  if (result.state === 'passed') return { backend, case: name, state: 'ok' };
  if (result.state === 'failed') return { backend, case: name, state: 'failed', reason: result.errors[0]?.message ?? 'no message' };
  const reason = said ?? skipReason(test.module.moduleId) ?? 'no reason given';
  return { backend, case: name, state: 'skipped', reason };
}
