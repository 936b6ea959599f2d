import { test } from 'vitest';
import { playShare } from './play.js';

test('whatever happens, in whatever order, a pool keeps its promises (3 of 4)', () => playShare(3, 4), 900_000);
