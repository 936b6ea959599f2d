import { describe, it } from 'vitest';
import { declareSuite } from './suite.mjs';

declareSuite({ describe, it });
