export { PeakEwma } from './peak-ewma.js';
export { PowerOfTwoChoices } from './power-of-two-choices.js';
export { type ServerWeights, weighted } from './weighted.js';
