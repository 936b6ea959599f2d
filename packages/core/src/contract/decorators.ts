import 'reflect-metadata';
import { inject, injectable } from 'tsyringe';
import type { Backend } from './backend.js';
import { type BackendManifest, CONTRACT_VERSION, thisCopy, writeBackendManifest, writeStrategyManifest } from './manifest.js';
import type { Strategy, StrategySetup } from './strategy.js';
import type { Token } from './tokens.js';

export interface BackendDeclaration extends Partial<Omit<BackendManifest, 'type' | 'core'>> {
  /** The word that selects this backend in a config. */
  readonly type: string;
  /** Tokens of the constructor's parameters, for compilers without parameter decorators. */
  readonly inject?: readonly Token[];
}

/**
 * Marks a class as a backend. It only writes metadata: nothing is registered by importing the file. Works as a
 * legacy and as a standard class decorator.
 */
export function backend(declaration: BackendDeclaration) {
  // biome-ignore lint/suspicious/noExplicitAny: a constructor's parameters are the container's business
  return <Class extends new (...args: any[]) => Backend<any, any>>(target: Class, _context?: unknown): void => {
    writeBackendManifest(target, {
      type: declaration.type,
      concurrency: declaration.concurrency ?? 1,
      unsupportedStrategies: declaration.unsupportedStrategies ?? [],
      endpointPolicy: declaration.endpointPolicy ?? 'spread',
      defaults: declaration.defaults ?? {},
      contract: declaration.contract ?? CONTRACT_VERSION,
      core: thisCopy,
    });
    markInjectable(target, declaration.inject ?? []);
  };
}

/** Marks a class as a strategy that configs select by `name`. One instance serves one pool. */
export function strategy(name: string) {
  return <Class extends new (setup: StrategySetup) => Strategy>(target: Class, _context?: unknown): void => {
    writeStrategyManifest(target, { name, contract: CONTRACT_VERSION, core: thisCopy });
  };
}

function markInjectable(target: new (...args: never[]) => unknown, tokens: readonly Token[]): void {
  for (const [position, token] of tokens.entries()) inject(token)(target, undefined, position);
  injectable()(target);
}
