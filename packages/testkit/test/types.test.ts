import type { Backend, CallContext, StrategySetup, z } from '@outpool/contract';
import { expectTypeOf } from 'expect-type';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { type HistoryStep, playHistories } from '../src/histories.js';
import {
  Attempt,
  type BackendCases,
  type BackendTypes,
  type Capabilities,
  type Runner,
  Scheduler,
  ScriptedBackend,
  type ScriptedConnection,
  startFaultProxy,
  testBackend,
  testStrategy,
  VirtualClock,
} from '../src/index.js';
import type { LineBackend, LineConnection, LineOptions } from './line-backend.js';

/** The compiler checks what stands here (`pnpm types`); when the test runs, only the expectations are made. */
describe('the types of the kit', () => {
  it('carry the connection into every call of a suite', () => {
    type Cases = BackendCases<LineConnection>;
    expectTypeOf<Parameters<Cases['work']>>().toEqualTypeOf<[connection: LineConnection, context: CallContext]>();
    expectTypeOf<Parameters<NonNullable<Cases['echo']>>[1]>().toEqualTypeOf<string>();
    expectTypeOf(testBackend<LineConnection>)
      .parameter(0)
      .toEqualTypeOf<Cases>();
    expectTypeOf<NonNullable<ReturnType<NonNullable<Cases['factory']>>>>().toEqualTypeOf<Backend<unknown, LineConnection>>();
  });

  it('take the describe and it of a runner as they are', () => {
    expectTypeOf<{ describe: typeof describe; it: typeof it }>().toExtend<Runner>();
    expectTypeOf<{ describe: typeof import('node:test').describe; it: typeof import('node:test').it }>().toExtend<Runner>();
  });

  it('want a reason for what a backend cannot do', () => {
    expectTypeOf<{ cancel: true; ping: 'the protocol has none' }>().toExtend<Capabilities>();
    expectTypeOf<{ cancel: false }>().not.toExtend<Capabilities>();
    expectTypeOf<keyof Capabilities>().toEqualTypeOf<
      | 'failWork'
      | 'slowWork'
      | 'echo'
      | 'sever'
      | 'server'
      | 'proxied'
      | 'denied'
      | 'secrets'
      | 'network'
      | 'ping'
      | 'pingsItself'
      | 'handshake'
      | 'idleLoss'
      | 'cancel'
      | 'order'
    >();
  });

  it('say whether what a backend declares for configs is what its class has', () => {
    expectTypeOf<BackendTypes<'line', typeof LineBackend>>().toEqualTypeOf<true>();

    type Base = new () => Omit<LineBackend, 'connect'> & { connect(): Promise<string> };
    expectTypeOf<
      BackendTypes<'line', Base>
    >().toEqualTypeOf<`the connection of "line" in OutpoolBackends is not what line's connect resolves with`>();
    expectTypeOf<BackendTypes<'nine', typeof LineBackend>>().toEqualTypeOf<`OutpoolBackends declares no "nine"`>();
    type Wired = Omit<LineBackend, 'options'> & { readonly options: z.ZodObject<{ wire: z.ZodString }> };
    expectTypeOf<
      BackendTypes<'line', new () => Wired>
    >().toEqualTypeOf<`the options of "line" in OutpoolBackends are not what its schema reads`>();
  });

  it('carry options, connections, steps and worlds', () => {
    expectTypeOf(new Attempt<LineOptions>({ host: '', port: 1, password: '' }).options).toEqualTypeOf<LineOptions>();
    expectTypeOf(new ScriptedBackend().opened).toEqualTypeOf<ScriptedConnection[]>();
    expectTypeOf(startFaultProxy).returns.resolves.toHaveProperty('set');
    expectTypeOf(testStrategy).parameter(0).toHaveProperty('create').parameter(0).toEqualTypeOf<StrategySetup>();
    expectTypeOf(new Scheduler({ clock: new VirtualClock() }).pick(['a', 'b'] as const)).toEqualTypeOf<'a' | 'b'>();
    const setup = { made: fc.record({ fast: fc.boolean() }), shares: { call: 1, die: 1 }, again: '' };
    expectTypeOf(playHistories<{ fast: boolean }, 'call' | 'die'>)
      .parameter(0)
      .toHaveProperty('play')
      .parameter(1)
      .toEqualTypeOf<readonly HistoryStep<'call' | 'die'>[]>();
    expectTypeOf(setup.made).toExtend<fc.Arbitrary<{ fast: boolean }>>();
  });
});
