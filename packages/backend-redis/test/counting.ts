import type { Pool } from '@outpool/core';
import { expect } from 'vitest';
import type { RedisConnection } from '../src/index.js';

/** Notes its caller and counts, in one step: whatever runs twice counts twice and is noted once. */
const HIT = "redis.call('SADD', KEYS[2], ARGV[1]) return redis.call('INCR', KEYS[1])";
const TAGS = Array.from({ length: 16 }, (_, n) => `{${n}}`);
/** What a call may take beyond its timeout, on a machine that does other things, too. */
const SLACK_MS = 700;

/** Callers that count on Redis through a pool while something goes wrong, and the audit afterwards. */
export class Counting {
  readonly #pool: Pool<RedisConnection>;
  readonly #confirmed = new Set<string>();
  readonly #timeoutMs: number;
  readonly #callers: Promise<void>[];
  /** How many calls ended in which way. */
  readonly outcomes: Record<string, number> = {};
  #begun = 0;
  #late = 0;
  #going = true;
  #lastOk = 0;

  constructor(pool: Pool<RedisConnection>, { callers = 20, timeoutMs = 1_000 } = {}) {
    this.#pool = pool;
    this.#timeoutMs = timeoutMs;
    this.#callers = Array.from({ length: callers }, () => this.#count());
  }

  /** Calls so far; the next has this number. */
  get begun(): number {
    return this.#begun;
  }

  /** Answers so far that were not errors. */
  get confirmed(): number {
    return this.#confirmed.size;
  }

  async #count(): Promise<void> {
    while (this.#going && this.#pool.state !== 'closed') {
      const id = String(this.#begun++);
      const tag = TAGS[Number(id) % TAGS.length];
      const began = performance.now();
      try {
        await this.#pool.call(({ client }) => client.eval(HIT, 2, `hits:${tag}`, `seen:${tag}`, id), { timeoutMs: this.#timeoutMs });
        this.#confirmed.add(id);
        this.#note('ok');
        this.#lastOk = performance.now();
      } catch (error) {
        this.#note(codeOf(error));
      }
      if (performance.now() - began > this.#timeoutMs + SLACK_MS) this.#late++;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  #note(outcome: string): void {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }

  /** Ms until `calls` calls that begin from now on have been confirmed. */
  async served(calls = 20): Promise<number> {
    const from = performance.now();
    const wanted = this.confirmed + calls;
    while (this.confirmed < wanted) {
      if (performance.now() - from > 15_000) throw new Error(`nothing is served: ${JSON.stringify(this.outcomes)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.#lastOk - from;
  }

  /**
   * Ends the counting and compares: every call was answered once and in time, nothing ran twice, and what the server has
   * counted is what was confirmed, but for calls whose callers were told that nobody knows.
   * @returns the confirmed calls of which the server knows nothing, by their number: those that a master took with it
   */
  async audit(): Promise<number[]> {
    this.#going = false;
    await Promise.all(this.#callers);
    expect(Object.values(this.outcomes).reduce((sum, count) => sum + count)).toBe(this.#begun);
    expect(this.#late).toBe(0);
    const seen = new Set<string>();
    let counted = 0;
    for (const tag of TAGS) {
      counted += Number(await this.#pool.call(({ client }) => client.get(`hits:${tag}`)));
      for (const id of await this.#pool.call(({ client }) => client.smembers(`seen:${tag}`))) seen.add(id);
    }
    expect(counted).toBe(seen.size);
    const { CONNECTION_LOST: lost = 0, CALL_TIMEOUT: timedOut = 0 } = this.outcomes;
    const missing = [...this.#confirmed].filter((id) => !seen.has(id)).map(Number);
    expect(counted - (this.confirmed - missing.length)).toBeLessThanOrEqual(lost + timedOut);
    return missing;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
