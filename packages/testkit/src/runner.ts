/** The part of a test runner that the suites use. vitest, node:test, mocha and jest all have it. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown;
  /** Its property `skip`, if there is one, is used for skipped cases. */
  readonly it: It;
}

type It = (name: string, body: () => Promise<void>) => unknown;

/** One case that a subject cannot pass, and why. */
export interface Skip {
  /** Name of the case, exactly. */
  readonly case: string;
  /** Printed in the name of the skipped test. */
  readonly reason: string;
}

/** One sentence that must hold for every subject. */
export interface Case<Subject> {
  readonly name: string;
  /** What the subject would need for this case and has not; `undefined` when it has all. */
  readonly lacks?: (subject: Subject) => string | undefined;
  readonly run: (subject: Subject) => Promise<void> | void;
}

/**
 * Hands the cases to the runner. Skipped ones stay visible, with the reason in their name.
 * @throws TypeError when a skip has no reason or names no case
 */
export function runCases<Subject>(runner: Runner, cases: readonly Case<Subject>[], subject: Subject, skips: readonly Skip[]): void {
  for (const { name, lacks, run } of cases) {
    const reason = skips.find((skip) => skip.case === name)?.reason ?? lacks?.(subject);
    if (reason === undefined) runner.it(name, async () => run(subject));
    else skipped(runner.it, `${name} (skipped: ${reason})`);
  }
}

export function checkSkips(names: readonly string[], skips: readonly Skip[]): void {
  for (const skip of skips) {
    if (!names.includes(skip.case)) throw new TypeError(`skip: there is no case "${skip.case}"; the cases are:\n${names.join('\n')}`);
    if (skip.reason.trim() === '') throw new TypeError(`skip: the case "${skip.case}" needs a reason`);
  }
}

/** As a skipped test where the runner knows such, else as one that passes. */
function skipped(it: It, name: string): void {
  const skip: unknown = Reflect.get(it, 'skip');
  if (typeof skip === 'function') skip.call(it, name, async () => {});
  else it(name, async () => {});
}
