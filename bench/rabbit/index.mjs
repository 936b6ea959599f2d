import { once } from 'node:events';
import { connect as connectManaged } from 'amqp-connection-manager';
import amqplib from 'amqplib';
import { Connection as RabbitClient } from 'rabbitmq-client';
import rascal from 'rascal';
import { middleRatio, warm } from '../lib/callers.mjs';
import { toCase } from '../lib/cases.mjs';
import { callerLoop, collect, rounds, summary, timeCallers } from '../lib/rounds.mjs';
import { load, loadTestServers } from '../lib/sources.mjs';

const QUEUE = 'bench';
const BODY = Buffer.alloc(200, 'x');
const BARE = 'amqplib, one channel';

const sizes = {
  // Many short rounds: what disturbs the machine takes some of them, and not the middle.
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
    return await measure(server, sizes[size]);
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

async function measure(server, { calls, warmCalls, ...effort }) {
  const makers = [ours, bare, connectionManager, rascalBroker, rabbitmqClient];
  const contenders = await Promise.all(makers.map((make) => make(server)));
  await warm(contenders, warmCalls);
  collect();
  const cases = [];
  for (const callers of [1, 10, 100, 1_000]) {
    process.stderr.write(`  ${callers} callers\n`);
    const cpu = new Map(contenders.map(({ name }) => [name, []]));
    // One caller waits for a round trip each time; a thousand must have two calls each.
    const here = Math.max(callers === 1 ? calls / 4 : calls, callers * 2);
    const figures = await rounds(
      contenders.map(({ name, caller }) => ({
        name,
        run: async () => {
          const before = process.cpuUsage();
          const ns = await timeCallers(caller, callers, here);
          const { user, system } = process.cpuUsage(before);
          cpu.get(name).push((user + system) / (Math.ceil(here / callers) * callers));
          return ns / 1_000;
        },
      })),
      effort,
    );
    const spent = Object.fromEntries([...cpu].map(([name, samples]) => [name, summary(samples.slice(effort.warmups))]));
    const who = callers === 1 ? '1 caller' : `${callers} callers`;
    const ratioToBare = middleRatio(figures.ours.figures, figures[BARE].figures);
    const gates = callers >= 100 ? { ratioToBare: 1 } : undefined;
    cases.push(toCase(`confirmed publish, ${who}`, 'us per call', figures, gates, { callers, ratioToBare }));
    cases.push(toCase(`confirmed publish, ${who}, CPU of this process`, 'CPU us per call', spent, undefined, { callers }));
  }
  for (const { stop } of contenders) await stop();
  return cases;
}

async function ours({ host, port }) {
  const { createOutgoingPools } = await load('core');
  const rabbit = await load('backend-rabbit');
  const connection = { host, port, confirmsEnabled: true };
  const entry = { type: 'rabbit', pool: { workers: 2 }, connection };
  const pools = createOutgoingPools({ outgoingPools: [entry] }, { backends: [rabbit] });
  await pools.start();
  const pool = pools.get('rabbit');
  const job = (connection) => connection.publish('', QUEUE, BODY);
  const caller = callerLoop('await pool.call(job);', { pool, job });
  return { name: 'ours', caller, stop: () => pools.stop({ graceMs: 0 }) };
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
