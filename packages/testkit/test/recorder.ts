import type { Runner } from '../src/runner.js';

/** A runner that keeps the cases instead of running them. */
export class Recorder implements Runner {
  readonly cases = new Map<string, () => Promise<void>>();
  readonly skipped: string[] = [];
  readonly titles: string[] = [];

  readonly describe = (title: string, body: () => void): void => {
    this.titles.push(title);
    body();
  };

  readonly it = Object.assign((name: string, body: () => Promise<void>): void => void this.cases.set(name, body), {
    skip: (name: string): void => void this.skipped.push(name),
  });

  /** Runs one case. */
  async run(name: string): Promise<void> {
    const body = this.cases.get(name);
    if (body === undefined) throw new Error(`no such case: ${name}; there are:\n${[...this.cases.keys()].join('\n')}`);
    await body();
  }
}
