import { describe, it } from 'node:test';
import { declareSuite } from './suite.mjs';

declareSuite({ describe, it });
