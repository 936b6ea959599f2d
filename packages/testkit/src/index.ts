export type { FaultProxyShape } from './fault-link.js';
export { type FaultProxy, type FaultProxyOptions, type FaultProxyTarget, startFaultProxy } from './fault-proxy.js';
export { type ConnectStep, ScriptedBackend, type ScriptedBackendOptions, type ScriptedOptions } from './scripted-backend.js';
export { type ScriptedAttempt, ScriptedConnection } from './scripted-connection.js';
export type { Script, Step } from './scripted-steps.js';
export { VirtualClock, type VirtualClockOptions } from './virtual-clock.js';
