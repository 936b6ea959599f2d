import 'reflect-metadata';
import { inject, injectable } from 'tsyringe';
import type { Backend } from './backend.js';
import type { PoolOptions } from './pool-options.js';
import type { StrategyClass } from './strategy.js';
import { BACKEND, STRATEGY, type Token } from './tokens.js';

/** Grows when a backend written for the last number would no longer work. */
export const CONTRACT_VERSION = 1;

/** This installed copy of the contract. */
export const thisCopy: { readonly url: string } = { url: import.meta.url };

/** What the class of any plugin says about itself, before anything is made of it. */
export interface Manifest {
  readonly contract: number;
  /** Which installed copy of the contract wrote it. */
  readonly core: typeof thisCopy;
}

export type StrategyManifest = Manifest & { readonly name: string };

export interface BackendManifest extends Manifest {
  /** The word that selects this backend in a config. */
  readonly type: string;
  /** Calls that one connection can serve at once. */
  readonly concurrency: number;
  readonly unsupportedStrategies: readonly string[];
  readonly endpointPolicy: 'spread' | 'failover';
  /** Pool options with another default for this backend. */
  readonly defaults: Partial<PoolOptions>;
}

export const backendKind = kindOf<BackendManifest>('outpool.backend-manifest', BACKEND, '@backend({ type })');
export const strategyKind = kindOf<StrategyManifest>('outpool.strategy-manifest', STRATEGY, '@strategy(name)');

/** How the plugins of one kind are registered and marked. */
export type PluginKind<Mark extends Manifest> = ReturnType<typeof kindOf<Mark>>;

function kindOf<Mark extends Manifest>(name: string, token: Token, decorator: string) {
  const mark = Symbol.for(name); // so that two installed copies of the contract can read each other's mark and say so
  const read = (plugin: unknown): Mark | undefined => Object.getOwnPropertyDescriptor(Object(plugin), mark)?.value;
  const write = (plugin: object, manifest: Mark): object => Object.defineProperty(plugin, mark, { value: Object.freeze(manifest) });
  return { token, decorator, read, write };
}

/** Why this copy of the core cannot work with a plugin, if it cannot. */
export function misfit({ contract, core }: Manifest): string | undefined {
  if (contract !== CONTRACT_VERSION) {
    const outdated = contract < CONTRACT_VERSION ? 'the package that it comes from' : '@outpool/core';
    return `was made for version ${contract} of the contract, and this core has version ${CONTRACT_VERSION}: update ${outdated}`;
  }
  if (core === thisCopy) return undefined;
  const remedy = 'Have one installed; `npm ls @outpool/contract` shows who brings which';
  return `uses one of two loaded copies of @outpool/contract, ${core.url}, and the pools the other, ${thisCopy.url}. ${remedy}`;
}

/** `type` is all that a backend must declare. */
export interface BackendDeclaration extends Partial<Omit<BackendManifest, 'type' | 'core'>>, Pick<BackendManifest, 'type'> {
  /** Tokens of the constructor's parameters, for compilers without parameter decorators. */
  readonly inject?: readonly Token[];
}

/**
 * Marks a class as a backend. It only writes metadata: nothing is registered by importing the file. Works as a
 * legacy and as a standard class decorator.
 */
export function backend({ inject: tokens = [], ...declared }: BackendDeclaration) {
  const usual = { concurrency: 1, unsupportedStrategies: [], endpointPolicy: 'spread', defaults: {}, contract: CONTRACT_VERSION } as const;
  // biome-ignore lint/suspicious/noExplicitAny: a constructor's parameters are the container's business
  return (target: new (...args: any[]) => Backend<any, any>, _context?: unknown): void => {
    backendKind.write(target, { ...usual, ...declared, core: thisCopy });
    for (const [position, token] of tokens.entries()) inject(token)(target, undefined, position);
    injectable()(target);
  };
}

/** Marks a class as a strategy that configs select by `name`. One instance serves one pool. */
export function strategy(name: string) {
  return (target: StrategyClass, _context?: unknown): void => {
    strategyKind.write(target, { name, contract: CONTRACT_VERSION, core: thisCopy });
  };
}
