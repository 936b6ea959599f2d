import { describe, it } from 'mocha';
import { declareSuite } from './suite.mjs';

declareSuite({ describe, it });
