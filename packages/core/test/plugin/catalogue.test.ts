import 'reflect-metadata';
import { createRequire } from 'node:module';
import { type DependencyContainer, container as root } from 'tsyringe';
import { describe, expect, it } from 'vitest';
import {
  type Backend,
  backend,
  backendKind,
  CLOCK,
  type Clock,
  inject,
  isPoolError,
  type Strategy,
  strategy,
  thisCopy,
  z,
} from '@outpool/contract/internal';
import { type CatalogueInput, createCatalogue } from '../../src/plugin/catalogue.js';
import { registerBackend, registerStrategy } from '../../src/plugin/container.js';

const clock: Clock = {
  now: () => 42,
  setTimer: () => ({ cancel: () => undefined }),
  nextTurn: () => undefined,
  random: () => 0,
};
const SERVER = Symbol('server');

abstract class Base implements Backend {
  readonly options = z.strictObject({});
  connect = () => Promise.reject(new Error('not connected in these tests'));
  close = () => Promise.resolve();
}

@backend({ type: 'redis', concurrency: 1024 })
class RedisBackend extends Base {}

@backend({ type: 'http' })
class HttpBackend extends Base {
  constructor(
    @inject(CLOCK) readonly clock: Clock,
    @inject(SERVER) readonly server: string,
  ) {
    super();
  }
}

@strategy('peak_ewma')
class PeakEwma implements Strategy {
  select: Strategy['select'] = (workers) => workers[0];
}

const catalogue = (input: Partial<CatalogueInput>) => createCatalogue({ builtInStrategies: ['best_worker'], clock, ...input });

function refusal(input: Partial<CatalogueInput>): string {
  try {
    catalogue(input);
  } catch (error) {
    if (isPoolError(error, 'PLUGIN_INVALID')) return error.message;
    throw error;
  }
  return 'not refused';
}

function containerWith(...backends: readonly (new (...args: never[]) => Backend)[]): DependencyContainer {
  const container = root.createChildContainer();
  for (const each of backends) registerBackend(container, each);
  return container;
}

describe('plugins', () => {
  it('come as classes, lists and modules, and from the container', () => {
    const container = containerWith(RedisBackend);
    container.register(SERVER, { useValue: 'nginx' });
    registerStrategy(container, PeakEwma);
    const found = catalogue({ container, backends: [[HttpBackend], { HttpBackend, other: 5, default: HttpBackend }] });
    expect(found.types()).toEqual(['redis', 'http']);
    expect(found.backend('redis')?.backend).toBeInstanceOf(RedisBackend);
    expect(found.backend('redis')?.manifest).toMatchObject({ type: 'redis', concurrency: 1024, endpointPolicy: 'spread' });
    expect(found.backend('ldap')).toBeUndefined();
    expect(found.strategies()).toEqual(['best_worker', 'peak_ewma']);
    expect(found.strategy('peak_ewma')).toBe(PeakEwma);
    expect(found.strategy('best_worker')).toBeUndefined();
  });

  it('need no container', () => {
    const found = catalogue({ backends: [RedisBackend], strategies: [PeakEwma] });
    expect(found.types()).toEqual(['redis']);
    expect(found.strategies()).toContain('peak_ewma');
  });

  it("get what they inject: the pool's clock, and what stands in the application's container", () => {
    const container = containerWith(HttpBackend);
    container.register(SERVER, { useValue: 'nginx' });
    container.register(CLOCK, { useValue: 'a clock of the application' });
    expect(catalogue({ container }).backend('http')?.backend).toMatchObject({ clock, server: 'nginx' });
    expect(container.resolve(CLOCK)).toBe('a clock of the application');
  });

  it('get what they list in `inject`, for compilers without parameter decorators', () => {
    class Listed extends Base {
      constructor(
        readonly server: string,
        readonly clock: Clock,
      ) {
        super();
      }
    }
    // A standard decorator is a function of the class and a context.
    backend({ type: 'listed', inject: [SERVER, CLOCK] })(Listed, { kind: 'class', name: 'Listed' });
    const container = containerWith(Listed);
    container.register(SERVER, { useValue: 'nginx' });
    expect(catalogue({ container }).backend('listed')?.backend).toMatchObject({ server: 'nginx', clock });
  });

  it('of a grandparent, a parent and a container itself all count', () => {
    const grandparent = containerWith(RedisBackend);
    grandparent.register(SERVER, { useValue: 'nginx' });
    const parent = grandparent.createChildContainer();
    registerBackend(parent, HttpBackend);
    const child = parent.createChildContainer();
    expect(catalogue({ container: child }).types()).toEqual(['redis', 'http']);
    expect(catalogue({ container: grandparent }).types()).toEqual(['redis']);
  });

  it('of one container are not seen by another', () => {
    const [one, other] = [containerWith(RedisBackend), containerWith()];
    expect(catalogue({ container: one }).types()).toEqual(['redis']);
    expect(catalogue({ container: other }).types()).toEqual([]);
    expect(catalogue({}).types()).toEqual([]);
  });

  it('are made once for each catalogue', () => {
    const container = containerWith(RedisBackend);
    const [one, other] = [catalogue({ container }), catalogue({ container })];
    expect(one.backend('redis')?.backend).toBe(one.backend('redis')?.backend);
    expect(one.backend('redis')?.backend).not.toBe(other.backend('redis')?.backend);
  });

  it('may be given twice if it is the same class', () => {
    expect(catalogue({ container: containerWith(RedisBackend, RedisBackend), backends: [RedisBackend] }).types()).toEqual(['redis']);
  });

  it('register nothing by being imported', () => {
    expect(root.isRegistered(Symbol.for('outpool.backend'))).toBe(false);
    expect(root.isRegistered(Symbol.for('outpool.strategy'))).toBe(false);
    expect(root.isRegistered(RedisBackend)).toBe(false);
  });
});

describe('a plugin is refused', () => {
  it('without a decorator', () => {
    class Bare extends Base {}
    class Inherited extends RedisBackend {}
    expect(refusal({ backends: [Bare] })).toBe('class Bare has no decorator: put @backend({ type }) above the class');
    expect(refusal({ container: containerWith(Inherited) })).toBe(
      'class Inherited has no decorator: put @backend({ type }) above the class',
    );
    expect(refusal({ strategies: [class extends PeakEwma {}] })).toBe(
      'a class without a name has no decorator: put @strategy(name) above the class',
    );
  });

  it('if it is no class, or a module without one', () => {
    expect(refusal({ backends: [undefined as never] })).toBe('expected a class with @backend({ type }), found a value of type undefined');
    expect(refusal({ backends: [new RedisBackend() as never] })).toBe(
      'expected a class with @backend({ type }), or a module that exports some; found an object without any',
    );
    const container = root.createChildContainer();
    container.register(Symbol.for('outpool.backend'), { useClass: RedisBackend });
    expect(refusal({ container })).toBe('expected a class with @backend({ type }), found a value of type object');
  });

  it('if another one serves the same type', () => {
    @backend({ type: 'redis' })
    class MyRedis extends Base {}
    expect(refusal({ backends: [RedisBackend, MyRedis] })).toBe(
      'two backends for the type "redis": class RedisBackend and class MyRedis. Take one out',
    );
  });

  it('if a strategy has the name of another', () => {
    @strategy('best_worker')
    class Better extends PeakEwma {}
    @strategy('peak_ewma')
    class Other extends PeakEwma {}
    expect(refusal({ strategies: [Better] })).toBe(
      'two strategies are called "best_worker": a built-in one and class Better. Give one another name',
    );
    expect(refusal({ strategies: [PeakEwma, Other] })).toBe(
      'two strategies are called "peak_ewma": class PeakEwma and class Other. Give one another name',
    );
  });

  it('if it was made for another version of the contract', () => {
    @backend({ type: 'redis', contract: 2 })
    class Future extends Base {}
    @backend({ type: 'redis', contract: 0 })
    class Past extends Base {}
    expect(refusal({ backends: [Future] })).toBe(
      'class Future was made for version 2 of the contract, and this core has version 1: update @outpool/core',
    );
    expect(refusal({ backends: [Past] })).toBe(
      'class Past was made for version 0 of the contract, and this core has version 1: update the package that it comes from',
    );
  });

  it('if it lacks a method or its options', () => {
    @backend({ type: 'redis' })
    class Silent {
      declare options: Backend['options'];
      declare connect: Backend['connect'];
      declare close: Backend['close'];
    }
    @backend({ type: 'redis' })
    class Endless extends Base {
      override close = undefined as never;
    }
    @backend({ type: 'redis' })
    class Unread extends Base {
      override options = { parse: () => ({}) } as never;
    }
    expect(refusal({ backends: [Silent] })).toBe('class Silent has no method `connect`: a backend must have it');
    expect(refusal({ backends: [Endless] })).toBe('class Endless has no method `close`: a backend must have it');
    expect(refusal({ backends: [Unread] })).toMatch(/^class Unread has no `options`: a backend must have a schema there/);
  });

  it('if what it declares makes no sense', () => {
    @backend({ type: 'redis', concurrency: 0 })
    class Idle extends Base {}
    @backend({ type: 'redis', defaults: { callTimeoutMs: -1 } })
    class Hasty extends Base {}
    expect(refusal({ backends: [Idle] })).toBe(
      'class Idle declares what is no pool option: concurrency: Too small: expected number to be >=1',
    );
    expect(refusal({ backends: [Hasty] })).toBe(
      'class Hasty declares what is no pool option: callTimeoutMs: Too small: expected number to be >=0',
    );
  });

  it('if it cannot be made: the message says what a constructor needs', () => {
    @backend({ type: 'redis' })
    class Tokenless extends Base {
      constructor(readonly server: string) {
        super();
      }
    }
    expect(refusal({ backends: [Tokenless] })).toMatch(
      /^class Tokenless cannot be made: TypeInfo not known for "Tokenless"\. Every parameter of its constructor needs an explicit @inject\(TOKEN\) or/,
    );
    expect(refusal({ backends: [HttpBackend] })).toMatch(/unregistered dependency token: "Symbol\(server\)"/);
  });

  it('if it comes with another copy of the contract, naming both', () => {
    class Stranger extends Base {}
    const declared = { ...backendKind.read(RedisBackend)!, core: { url: 'file:///elsewhere/contract/dist/manifest.js' } };
    backendKind.write(Stranger, declared);
    expect(refusal({ backends: [Stranger] })).toBe(
      `class Stranger uses one of two loaded copies of @outpool/contract, file:///elsewhere/contract/dist/manifest.js, and the pools the other, ${thisCopy.url}. Have one installed; \`npm ls @outpool/contract\` shows who brings which`,
    );
  });

  it('if its container comes from another copy of tsyringe', () => {
    const require = createRequire(import.meta.url);
    const directory = /tsyringe[\\/]dist/;
    for (const path of Object.keys(require.cache)) if (directory.test(path)) delete require.cache[path];
    const { container } = require('tsyringe') as { container: DependencyContainer };
    expect(refusal({ container: container.createChildContainer() })).toMatch(
      /^the container comes from another installed copy of tsyringe than the one that @outpool\/core uses\. Have one installed/,
    );
  });
});
