import type { Clock } from './clock.js';

/** Names a thing in a container. The type parameter says what it resolves to. */
export type Token<_Value = unknown> = symbol;

/** Backend classes, registered by `registerBackend`. */
export const BACKEND: Token = Symbol.for('outpool.backend');
/** Strategy classes, registered by `registerStrategy`. */
export const STRATEGY: Token = Symbol.for('outpool.strategy');
/** The pool's clock. */
export const CLOCK: Token<Clock> = Symbol.for('outpool.clock');
