import { once } from 'node:events';
import { connect as connectManaged } from 'amqp-connection-manager';
import amqplib from 'amqplib';
import { Connection as RabbitClient } from 'rabbitmq-client';
import rascal from 'rascal';
import { measureCallers } from '../lib/callers.mjs';
import { callerLoop } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const QUEUE = 'bench';
const BODY = Buffer.alloc(200, 'x');
const BARE = 'amqplib, one channel';
/** What a pool has when nothing else is said. */
const CHANNELS = 10;

const sizes = {
  full: { calls: 2_000, warmCalls: 30_000, warmups: 3, rounds: 120, budgetMs: 40_000 },
  quick: { calls: 1_000, warmCalls: 8_000, warmups: 1, rounds: 40, budgetMs: 5_000 },
  tiny: { calls: 100, warmCalls: 0, warmups: 0, rounds: 1 },
};

/**
 * Confirmed publishes of 200 bytes to one queue of a real RabbitMQ, through a pool of ours and through what else there is
 * for Node.js. No server, no cases.
 */
export async function run({ size, against }) {
  let server;
  try {
    server = await (await loadTestServers()).startRabbit();
  } catch (error) {
    process.stderr.write(`no RabbitMQ to measure on: ${error.message}\nnode test-servers/install.mjs installs one\n`);
    return [];
  }
  if (against !== undefined) process.stderr.write('--against has no effect here: the backend is bound to the core beside it\n');
  try {
    // A queue that keeps little: nobody takes the messages away.
    await server.ask(async (connection) => {
      const channel = await connection.createChannel();
      await channel.assertQueue(QUEUE, { durable: false, maxLength: 1_000 });
    });
    const contenders = await Promise.all([
      ours('ours', 1, server),
      ours(`ours, ${CHANNELS} channels`, CHANNELS, server),
      ...[bare, connectionManager, rascalBroker, rabbitmqClient].map((make) => make(server)),
    ]);
    return await measureCallers('confirmed publish', contenders, sizes[size], { bare: BARE, atMost: 1, from: 100 });
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function ours(name, workers, { host, port }) {
  const { createOutgoingPools } = await load('core');
  const rabbit = await load('backend-rabbit');
  const connection = { host, port, confirmsEnabled: true };
  const entry = { type: 'rabbit', pool: { workers }, connection };
  const pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [rabbit] });
  await pools.start();
  const pool = pools.get('rabbit');
  const job = (connection) => connection.publish('', QUEUE, BODY);
  const caller = callerLoop('await pool.call(job);', { pool, job });
  return { name, caller, stop: () => pools.stop({ graceMs: 0 }) };
}

async function bare({ host, port }) {
  const connection = await amqplib.connect({ hostname: host, port }, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  const publish = () =>
    new Promise((resolve, reject) => {
      channel.publish('', QUEUE, BODY, {}, (error) => (error ? reject(error) : resolve()));
    });
  return { name: BARE, caller: callerLoop('await publish();', { publish }), stop: () => connection.close() };
}

async function connectionManager({ host, port }) {
  const manager = connectManaged([{ url: { hostname: host, port }, connectionOptions: { noDelay: true } }]);
  const channel = manager.createChannel({ confirm: true });
  await channel.waitForConnect();
  const caller = callerLoop("await channel.publish('', QUEUE, BODY);", { channel, QUEUE, BODY });
  return { name: 'amqp-connection-manager', caller, stop: () => manager.close() };
}

async function rascalBroker({ host, port }) {
  const connection = { hostname: host, port, socketOptions: { noDelay: true } };
  const publications = { bench: { exchange: '', routingKey: QUEUE, confirm: true } };
  const vhosts = { '/': { connection, exchanges: { '': {} }, publications } };
  const broker = await rascal.BrokerAsPromised.create(rascal.withDefaultConfig({ vhosts }));
  broker.on('error', (error) => process.stderr.write(`rascal: ${error.message}\n`));
  const publish = async () => {
    const publication = await broker.publish('bench', BODY);
    await once(publication, 'success');
  };
  return { name: 'rascal', caller: callerLoop('await publish();', { publish }), stop: () => broker.shutdown() };
}

async function rabbitmqClient({ host, port }) {
  const connection = new RabbitClient({ hostname: host, port, username: 'guest', password: 'guest', noDelay: true });
  const publisher = connection.createPublisher({ confirm: true });
  const envelope = { routingKey: QUEUE };
  const caller = callerLoop('await publisher.send(envelope, BODY);', { publisher, envelope, BODY });
  const stop = async () => {
    await publisher.close(); // the connection would wait for it
    await connection.close();
  };
  return { name: 'rabbitmq-client', caller, stop };
}
