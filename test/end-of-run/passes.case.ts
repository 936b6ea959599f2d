import { it } from 'vitest';
import { startRedis } from '../../test-servers/src/index.js';

it('uses a real server', async () => {
  await using _server = await startRedis();
});
