import { spawn } from 'node:child_process';
import { it } from 'vitest';
import { startRedis } from '../../test-servers/src/index.js';

it('forgets a server and a process', async () => {
  await startRedis();
  spawn('sleep', ['300'], { detached: true, stdio: 'ignore' }).unref();
});
