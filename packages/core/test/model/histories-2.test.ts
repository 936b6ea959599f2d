import { test } from 'vitest';
import { playShare } from './play.js';

test('whatever happens, in whatever order, a pool keeps its promises (2 of 4)', () => playShare(2, 4), 900_000);
