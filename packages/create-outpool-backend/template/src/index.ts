export { SampleBackend } from './sample-backend.js';
export { SampleConnection, SampleError } from './sample-connection.js';
export type { SampleOptions } from './sample-options.js';
