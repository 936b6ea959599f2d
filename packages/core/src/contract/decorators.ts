import 'reflect-metadata';
import { inject, injectable } from 'tsyringe';
import type { Backend } from './backend.js';
import { type BackendManifest, CONTRACT_VERSION, thisCopy, writeBackendManifest, writeStrategyManifest } from './manifest.js';
import type { StrategyClass } from './strategy.js';
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
export function backend({ inject: tokens = [], ...declared }: BackendDeclaration) {
  // biome-ignore lint/suspicious/noExplicitAny: a constructor's parameters are the container's business
  return <Class extends new (...args: any[]) => Backend<any, any>>(target: Class, _context?: unknown): void => {
    const usual = {
      concurrency: 1,
      unsupportedStrategies: [],
      endpointPolicy: 'spread',
      defaults: {},
      contract: CONTRACT_VERSION,
    } as const;
    writeBackendManifest(target, { ...usual, ...declared, core: thisCopy });
    for (const [position, token] of tokens.entries()) inject(token)(target, undefined, position);
    injectable()(target);
  };
}

/** Marks a class as a strategy that configs select by `name`. One instance serves one pool. */
export function strategy(name: string) {
  return (target: StrategyClass, _context?: unknown): void => {
    writeStrategyManifest(target, { name, contract: CONTRACT_VERSION, core: thisCopy });
  };
}
