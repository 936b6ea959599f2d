import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again every few ms until the answer is yes. @throws Error after 20 s, with what was waited for */
export async function eventually(what: string, check: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await check().catch(() => false))) {
    if (performance.now() > end) throw new Error(`not within 20 s: ${what}`);
    await sleep(20);
  }
}
