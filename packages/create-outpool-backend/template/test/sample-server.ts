// Stands for the real server in the tests: gives each line back, refuses `fail`, and never answers `hang`.
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

createServer((socket) => {
  socket.on('error', () => {});
  const lines = createInterface({ input: socket }).on('error', () => {});
  lines.on('line', (line) => {
    if (line === 'fail') socket.write('-it was told to\n');
    else if (line !== 'hang') socket.write(`${line}\n`);
  });
}).listen(Number(process.argv[2]), '127.0.0.1');
