import type { BackendLookup } from '../src/read-config.js';
import { type Backend, type BackendManifest, secret, thisCopy, tlsSchema, z } from '@outpool/contract/internal';

const builtIn = ['best_worker', 'random_worker', 'next_worker', 'available_worker', 'next_available_worker', 'hash_worker'];

export interface TestPlugin {
  readonly backend: Backend;
  readonly manifest: BackendManifest;
}

/** A backend that is only read, never connected. */
export function plugin(type: string, parts: Partial<Backend> & { manifest?: Partial<BackendManifest> } = {}): TestPlugin {
  const { manifest, ...members } = parts;
  return {
    backend: {
      options: z.strictObject({}),
      connect: () => Promise.reject(new Error('not connected in these tests')),
      close: () => Promise.resolve(),
      ...members,
    },
    manifest: {
      type,
      concurrency: 1,
      unsupportedStrategies: [],
      endpointPolicy: 'spread',
      defaults: {},
      contract: 1,
      core: thisCopy,
      ...manifest,
    },
  };
}

export const redis = plugin('redis', {
  options: z.strictObject({
    host: z.string().min(1).default('localhost'),
    port: z.int().min(1).max(65535).default(6379),
    database: z.int().min(0).default(0),
    password: secret().optional(),
    tls: tlsSchema.optional(),
  }),
  ping: () => Promise.resolve(),
  manifest: { concurrency: 1024, unsupportedStrategies: ['available_worker'] },
});

export const http = plugin('http', {
  options: z.strictObject({
    server: z.url().default('http://localhost'),
    requestTimeoutMs: z.number().min(0).default(2000),
    httpOpts: z.record(z.string(), z.unknown()).default({}),
  }),
  check(options, pool) {
    const { requestTimeoutMs } = options as { requestTimeoutMs: number };
    if (pool.callTimeoutMs >= requestTimeoutMs) return [];
    return [
      {
        path: ['connection', 'requestTimeoutMs'],
        message: `must not be above pool.callTimeoutMs, found ${requestTimeoutMs} above ${pool.callTimeoutMs}`,
      },
    ];
  },
});

export const rdbms = plugin('rdbms', {
  options: z.discriminatedUnion('driver', [
    z.strictObject({
      driver: z.literal('pgsql'),
      host: z.string().min(1),
      port: z.int().min(1).max(65535).default(5432),
      database: z.string().min(1),
      password: secret().optional(),
    }),
    z.strictObject({ driver: z.literal('mysql'), host: z.string().min(1), database: z.string().min(1), password: secret().optional() }),
  ]),
  ping: () => Promise.resolve(),
  manifest: { defaults: { callTimeoutMs: 60_000 } },
});

export const cassandra = plugin('cassandra', {
  options: z.strictObject({
    servers: z.array(z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65535).default(9042) })).min(1),
    connectIntervalMs: z.number().default(10_000),
  }),
  endpoints: (options) => (options as { servers: { host: string; port: number }[] }).servers,
});

export const generic = plugin('generic');

export function lookupOf(...plugins: readonly TestPlugin[]): BackendLookup {
  const byType = new Map(plugins.map((one) => [one.manifest.type, one]));
  return { backend: (type) => byType.get(type), types: () => [...byType.keys()], strategies: () => [...builtIn, 'peak_ewma'] };
}

export const lookup = lookupOf(redis, http, rdbms, generic);
