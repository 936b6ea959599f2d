import { describe, it } from '@jest/globals';
import { declareSuite } from './suite.mjs';

declareSuite({ describe, it });
