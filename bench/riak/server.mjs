// The server of the bench, in a process of its own: sends its port to whoever forked it, and ends with it.
import { load } from './load.mjs';

const { RiakServer } = await load('testing');
const server = await RiakServer.start();
process.on('disconnect', () => process.exit());
process.send({ port: server.port });
