import { describe, expect, it } from 'vitest';
import { Call, type CallOwner, type CallTerms } from '../../src/worker/call.js';
import { SignalWatch } from '../../src/worker/signal-watch.js';

/** Calls on one signal, and which of them were cancelled, with what. */
function setUp(count: number, onCancel: (call: Call) => void = () => {}) {
  const cancelled: [number, unknown][] = [];
  const owner: CallOwner = {
    expired: () => {},
    cancelled: (call, reason) => {
      cancelled.push([call.ticket, reason]);
      call.watch?.detach(call);
      onCancel(call);
    },
  };
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const calls = Array.from({ length: count }, (_, ticket) => new Call(owner, () => 0, {} as CallTerms, ticket, 0, undefined));
  for (const call of calls) SignalWatch.attach(signal, call);
  return { controller, calls, cancelled, listeners: () => listeners };
}

describe('SignalWatch', () => {
  it('cancels every call of the signal, with its reason', () => {
    const { controller, cancelled } = setUp(3);
    controller.abort('enough');
    expect(cancelled).toEqual([
      [0, 'enough'],
      [1, 'enough'],
      [2, 'enough'],
    ]);
  });

  it('has one listener for all calls of a signal, and none when they are over', () => {
    const { calls, listeners } = setUp(1_000);
    expect(listeners()).toBe(1);
    for (const call of calls) call.watch?.detach(call);
    expect(listeners()).toBe(0);
  });

  it('does not cancel a call that has been answered, also by the cancel of another', () => {
    const all: Call[] = [];
    const { controller, calls, cancelled } = setUp(4, (call) => {
      if (call.ticket === 1) all[2]?.watch?.detach(all[2]);
    });
    all.push(...calls);
    calls[0]?.watch?.detach(calls[0]);
    controller.abort();
    expect(cancelled.map(([ticket]) => ticket)).toEqual([1, 3]);
  });

  it('cancels a call whose signal was aborted before it could be watched', async () => {
    const { controller, calls, cancelled } = setUp(1);
    const call = calls[0] as Call;
    call.watch?.detach(call);
    controller.abort('early');
    SignalWatch.attach(controller.signal, call);
    expect(cancelled).toEqual([]);
    await Promise.resolve();
    expect(cancelled).toEqual([[0, 'early']]);
  });
});
