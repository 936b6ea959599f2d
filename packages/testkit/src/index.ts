export { Attempt } from './attempt.js';
export type { Address, BackendCases, TestServer } from './backend-cases.js';
export type { BackendTypes } from './backend-types.js';
export type { Capabilities, Capability } from './capabilities.js';
export { runFaultCommand } from './fault-commands.js';
export type { FaultDirection, FaultProxyShape } from './fault-link.js';
export {
  type FaultArrival,
  type FaultProxy,
  type FaultProxyOptions,
  type FaultProxyStatus,
  type FaultProxyTarget,
  startFaultProxy,
} from './fault-proxy.js';
export { type Play, playSeeds, type SeedRun } from './play-seeds.js';
export type { Runner, Skip } from './runner.js';
export { type ConnectStep, ScriptedBackend, type ScriptedBackendOptions, type ScriptedOptions } from './scripted-backend.js';
export { Scheduler, type SchedulerOptions } from './scheduler.js';
export { type ScriptedAttempt, ScriptedConnection } from './scripted-connection.js';
export type { Script, Step } from './scripted-steps.js';
export { backendCaseNames, testBackend } from './test-backend.js';
export { type StrategyCases, testStrategy } from './test-strategy.js';
export { VirtualClock, type VirtualClockOptions } from './virtual-clock.js';
