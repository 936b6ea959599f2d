import { expect, it } from 'vitest';
import type { PoolState } from '@outpool/contract/internal';
import { StateMachine } from '../../src/pool/pool-state.js';

const states: readonly PoolState[] = ['lazy', 'starting', 'ready', 'degraded', 'down', 'draining', 'closed'];
const paths: Record<PoolState, readonly PoolState[]> = {
  lazy: [],
  starting: ['starting'],
  ready: ['starting', 'ready'],
  degraded: ['starting', 'degraded'],
  down: ['starting', 'down'],
  draining: ['draining'],
  closed: ['draining', 'closed'],
};
const legal: Record<PoolState, readonly PoolState[]> = {
  lazy: ['starting', 'draining'],
  starting: ['ready', 'degraded', 'down', 'draining'],
  ready: ['degraded', 'down', 'draining'],
  degraded: ['ready', 'down', 'draining'],
  down: ['ready', 'degraded', 'draining'],
  draining: ['closed'],
  closed: [],
};

it.each(states)('from %s only the steps of the diagram are possible; any other is a bug', (from) => {
  for (const to of states) {
    const steps: string[] = [];
    const machine = new StateMachine('lazy', (was, is) => steps.push(`${was} ${is}`));
    for (const step of paths[from]) machine.become(step);
    steps.splice(0);
    if (from === to) {
      machine.become(to);
      expect(steps).toEqual([]);
    } else if (legal[from].includes(to)) {
      machine.become(to);
      expect([machine.state, steps]).toEqual([to, [`${from} ${to}`]]);
    } else {
      expect(() => machine.become(to)).toThrow(expect.objectContaining({ code: 'BUG', message: `a pool cannot go from ${from} to ${to}` }));
      expect([machine.state, steps]).toEqual([from, []]);
    }
  }
});
