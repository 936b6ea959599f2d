import { type Channel, channel } from 'node:diagnostics_channel';
import type { PoolEvents } from './pool-events.js';

export type EventName = keyof PoolEvents;

/** Every event: when it is published. docs/events.md is generated from this table and the types in the contract. */
export const eventCatalogue = {
  'pool.state': 'The state of a pool changed.',
  'worker.starting': 'A worker begins to connect.',
  'worker.ready': 'A worker has a connection and takes calls.',
  'worker.lost': 'The connection of a worker died; the worker connects again.',
  'worker.closed': 'The connection of a worker was closed by the pool: retired, idle, resized or stopped.',
  'connect.failed': 'A connect attempt failed; another follows after `retryInMs`.',
  'connect.late': 'A connect attempt ended after its deadline; what came was closed.',
  'close.failed': 'Closing a connection failed or took longer than `closeTimeoutMs`; it was abandoned.',
  'endpoint.ejected': 'A server is left out for `forMs`.',
  'endpoint.returned': 'A server that was left out has taken a connection again.',
  'endpoints.changed': 'The backend has found out that there are other servers than before.',
  'call.started': 'A job was started on a worker.',
  'call.settled': 'A call was answered, whichever way; also for casts.',
  'call.late': 'The job of a call that had timed out or was cancelled has settled after all.',
  'call.overrun': 'A call runs longer than `overrunWarningMs`.',
  'loop.stalled': 'The event loop was blocked: a timer fired `lateMs` late.',
  'listener.failed': 'A callback, handler or listener threw; nobody was hurt.',
} as const satisfies Record<EventName, string>;

const names = Object.keys(eventCatalogue) as EventName[];
const channels = Object.fromEntries(names.map((name) => [name, channel(`outpool:${name}`)])) as Record<EventName, Channel>;

/** The channel of an event. Ask `hasSubscribers` before making the message: with nobody listening an event costs nothing. */
export const eventChannel = (name: EventName): Channel => channels[name];

/** Publishes an event that is rare enough for its message to be made whether or not anybody listens. */
export const publish = <Name extends EventName>(name: Name, event: PoolEvents[Name]): void => channels[name].publish(event);

/**
 * Calls `listener` at each event of that name, of every pool of the process. A listener that throws is reported as
 * `listener.failed` and hurts nobody. (A subscriber put on the diagnostics channel by hand has no such guard: Node.js
 * turns what it throws into an uncaught exception.)
 * @returns a function that ends the subscription
 */
export function onEvent<Name extends EventName>(name: Name, listener: (event: PoolEvents[Name]) => void): () => void {
  const guarded = (event: unknown): void => guard(name, listener, event as PoolEvents[Name]);
  channels[name].subscribe(guarded);
  return () => void channels[name].unsubscribe(guarded);
}

/** Calls a function of the user's that must not be able to hurt us. */
export function guard<Event>(name: string, listener: ((event: Event) => unknown) | undefined, event: Event): void {
  // A failing listener of this very event must not call itself for ever.
  const failed = (error: unknown): void => {
    if (name !== 'listener.failed') publish('listener.failed', { event: name, error });
  };
  try {
    const answer = listener?.(event);
    if (answer instanceof Promise) answer.catch(failed);
  } catch (error) {
    failed(error);
  }
}
