/** What became of one case of the kit with one backend. */
export interface Outcome {
  readonly backend: string;
  readonly case: string;
  readonly state: 'ok' | 'skipped' | 'failed';
  /** Why it was skipped, or how it failed. */
  readonly reason?: string;
}

/** Backend by case. */
export interface Matrix {
  readonly backends: readonly string[];
  /** In the order of the kit; for each backend, in their order, what became of it. */
  readonly cases: readonly { readonly name: string; readonly outcomes: readonly Omit<Outcome, 'backend' | 'case'>[] }[];
  readonly counts: Readonly<Record<Outcome['state'], number>>;
}

const leftOut = { state: 'skipped', reason: 'left out: the backend has no network' } as const;

/** @param names of all cases, in order */
export function matrixOf(outcomes: readonly Outcome[], names: readonly string[]): Matrix {
  const backends = [...new Set(outcomes.map(({ backend }) => backend))].sort();
  const cases = names.map((name) => ({
    name,
    outcomes: backends.map((backend) => {
      const found = outcomes.find((one) => one.case === name && one.backend === backend);
      if (found === undefined) return leftOut;
      return { state: found.state, ...(found.reason !== undefined && { reason: found.reason }) };
    }),
  }));
  const all = cases.flatMap((each) => each.outcomes);
  const count = (state: Outcome['state']): number => all.filter((one) => one.state === state).length;
  return { backends, cases, counts: { ok: count('ok'), skipped: count('skipped'), failed: count('failed') } };
}

/** A table, and the reasons below it by their numbers. */
export function markdown({ backends, cases, counts }: Matrix): string {
  const reasons: string[] = [];
  const cell = ({ state, reason }: Omit<Outcome, 'backend' | 'case'>): string => {
    if (reason === undefined) return state;
    if (!reasons.includes(reason)) reasons.push(reason);
    return `${state} [${reasons.indexOf(reason) + 1}]`;
  };
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['case', ...backends]),
    row(['case', ...backends].map(() => '---')),
    ...cases.map(({ name, outcomes }) => row([name, ...outcomes.map(cell)])),
    '',
    ...reasons.map((reason, index) => `${index + 1}. ${reason.replaceAll(/\s+/g, ' ')}`),
    '',
    `${backends.length} backends, ${cases.length} cases: ${counts.ok} ok, ${counts.skipped} skipped, ${counts.failed} failed.`,
  ].join('\n');
}
