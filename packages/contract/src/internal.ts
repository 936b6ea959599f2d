// What the core needs of the contract beside what everybody may use. It may change with any release.
export * from './index.js';
export * from './manifest.js';
export * from './pool-error.js';
export * from './events.js';
export { poolOptionsSchema } from './pool-options.js';
