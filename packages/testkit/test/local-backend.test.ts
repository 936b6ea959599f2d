import type { CallContext } from '@outpool/contract';
import { describe, it } from 'vitest';
import { ScriptedBackend, type ScriptedConnection, testBackend } from '../src/index.js';

/** Ends with its signal or its connection, else never. */
function wait(connection: ScriptedConnection, { signal }: CallContext): Promise<never> {
  return new Promise((_, reject) => {
    void connection.died.then(reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

const script = new ScriptedBackend();

testBackend<ScriptedConnection>({
  describe,
  it,
  name: 'scripted, without a network',
  backend: script.Backend,
  options: () => ({}),
  work: async (connection) => {
    if (!connection.open) throw new Error('not open');
  },
  failWork: () => Promise.reject(new Error('no')),
  slowWork: wait,
  sever: (connection) => connection.kill(),
  network: false,
});
