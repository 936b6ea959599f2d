import { type Cluster, Command, Redis } from 'ioredis';

const MESSAGES = ['message', 'messageBuffer', 'pmessage', 'pmessageBuffer', 'smessage', 'smessageBuffer'] as const;

/** What the last job has left on a connection and the next must not meet; nothing, mostly. It is asked after every call. */
export function leftBehind(client: Redis | Cluster): string | undefined {
  if (!(client instanceof Redis)) {
    // A cluster subscribes on a connection apart, of which only the listeners can be seen.
    return MESSAGES.some((event) => client.listenerCount(event) > 0) ? 'a subscription' : undefined;
  }
  const { condition, commandQueue, options } = client;
  if (condition?.subscriber) return 'a subscription';
  if (condition?.select !== options.db) return 'another database selected';
  const oldest = commandQueue.peekFront();
  return oldest !== undefined && Command.checkFlag('BLOCKING_COMMANDS', oldest.command.name) ? 'a command that blocks' : undefined;
}
