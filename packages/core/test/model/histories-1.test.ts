import { test } from 'vitest';
import { playShare } from './play.js';

test('whatever happens, in whatever order, a pool keeps its promises (1 of 4)', () => playShare(1, 4), 900_000);
