import type { RabbitServer } from '@outpool/test-servers';
import type { ConsumeMessage } from 'amqplib';

/** Takes all messages out of a queue, and gives what `read` makes of each; their bodies by default. */
export function takeAll(
  server: RabbitServer,
  queue: string,
  read: (message: ConsumeMessage) => string = ({ content }) => content.toString(),
): Promise<string[]> {
  return server.ask(async (connection) => {
    const channel = await connection.createChannel();
    const { messageCount } = await channel.checkQueue(queue);
    const taken: string[] = [];
    await channel.prefetch(1_000);
    await channel.consume(queue, (message) => {
      if (message === null) return;
      taken.push(read(message));
      channel.ack(message);
    });
    // Counts of replicated queues lag behind: it is over when nothing more comes.
    for (let before = -1; taken.length < messageCount || taken.length > before; ) {
      before = taken.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await channel.close();
    return taken;
  });
}
