import type { DependencyContainer } from 'tsyringe';
import type { Backend } from '../contract/backend.js';
import type { Strategy, StrategySetup } from '../contract/strategy.js';
import { BACKEND, STRATEGY } from '../contract/tokens.js';

/** Offers a backend class to all pools that are made with this container or a child of it. */
export function registerBackend(container: DependencyContainer, backend: new (...args: never[]) => Backend): void {
  container.register(BACKEND, { useValue: backend });
}

/** Offers a strategy class to all pools that are made with this container or a child of it. */
export function registerStrategy(container: DependencyContainer, strategy: new (setup: StrategySetup) => Strategy): void {
  container.register(STRATEGY, { useValue: strategy });
}
