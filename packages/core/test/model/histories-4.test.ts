import { test } from 'vitest';
import { playShare } from './play.js';

test('whatever happens, in whatever order, a pool keeps its promises (4 of 4)', () => playShare(4, 4), 900_000);
