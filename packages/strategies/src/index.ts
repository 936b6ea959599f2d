// What the document names: every pool knows them by name.
export { AvailableWorker } from './available-worker.js';
export { BestWorker } from './best-worker.js';
export { HashWorker } from './hash-worker.js';
export { NextAvailableWorker } from './next-available-worker.js';
export { NextWorker } from './next-worker.js';
export { RandomWorker } from './random-worker.js';

// What has to be registered.
export { PeakEwma } from './peak-ewma.js';
export { PowerOfTwoChoices } from './power-of-two-choices.js';
export { type ServerWeights, weighted } from './weighted.js';
