import type { ChannelModel } from 'amqplib';
import type { RabbitSettings } from './rabbit-options.js';

/**
 * Declares the exchanges, queues and bindings of the options; what is already there as it should be stays.
 * @throws Error of the broker when something is there in another way, or may not be declared
 */
export async function declareTopology(model: ChannelModel, { exchanges, queues, bindings }: RabbitSettings): Promise<void> {
  if (exchanges.length + queues.length + bindings.length === 0) return;
  const channel = await model.createChannel();
  channel.on('error', () => undefined); // the declaration rejects with it
  for (const { name, type, ...options } of exchanges) await channel.assertExchange(name, type, options);
  for (const { name, ...options } of queues) await channel.assertQueue(name, options);
  for (const { queue, exchange, routingKey, arguments: args } of bindings) await channel.bindQueue(queue, exchange, routingKey, args);
  await channel.close();
}
