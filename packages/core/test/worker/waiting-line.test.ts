import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Call, type CallOwner, type CallTerms } from '../../src/worker/call.js';
import { WaitingLine } from '../../src/worker/waiting-line.js';

const call = (ticket: number): Call => new Call({} as CallOwner, () => 0, {} as CallTerms, ticket, 0, undefined);
const tickets = (line: WaitingLine): number[] => line.toArray().map((one) => one.ticket);

describe('WaitingLine', () => {
  it('keeps calls in the order of their tickets, whoever enters and leaves', () => {
    const step = fc.record({ enters: fc.boolean(), pick: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const line = new WaitingLine();
        const inside: Call[] = [];
        const outside = Array.from({ length: 40 }, (_, ticket) => call(ticket));
        for (const { enters, pick } of steps) {
          const [one] = enters
            ? outside.splice(pick % Math.max(1, outside.length), 1)
            : inside.splice(pick % Math.max(1, inside.length), 1);
          if (one === undefined) continue;
          if (enters) line.enter(one);
          else line.leave(one);
          (enters ? inside : outside).push(one);
          const sorted = inside.map(({ ticket }) => ticket).sort((a, b) => a - b);
          expect([tickets(line), line.length, line.oldest?.ticket, line.newest?.ticket]).toEqual([
            sorted,
            sorted.length,
            sorted[0],
            sorted.at(-1),
          ]);
          expect(one.line).toBe(enters ? line : undefined);
        }
      }),
    );
  });

  it('puts a call that comes back where it was', () => {
    const line = new WaitingLine();
    const calls = [3, 5, 9].map(call);
    for (const one of calls) line.enter(one);
    line.enter(call(1));
    line.enter(call(4));
    line.enter(call(10));
    expect(tickets(line)).toEqual([1, 3, 4, 5, 9, 10]);
  });
});
