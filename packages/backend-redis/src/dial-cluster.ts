import { type Endpoint, untilAborted } from '@outpool/contract';
import { Cluster, type Redis } from 'ioredis';
import { askInTurn } from './ask-servers.js';
import { batchCommands } from './batch-commands.js';
import { alive, type ClientOptions, clientOptions, dialServer, type Login, withoutLogin } from './dial-server.js';
import { unreached } from './unreached.js';

/** How long a connect to one server of the cluster may take; it happens when the first command for that server comes. */
const NODE_CONNECT_MS = 2_000;

/**
 * Makes a client of a whole cluster, which learns from one of the given servers where the others are. It follows
 * redirections, since a redirected command has not run; nothing else is ever sent twice.
 */
export async function dialCluster(
  servers: readonly Endpoint[],
  login: Login,
  { scripts = {}, ...more }: ClientOptions,
  signal: AbortSignal,
): Promise<Cluster> {
  const seed = await askInTurn('server of the cluster', servers, signal, (server, soon) => inGoodState(server, login, soon));
  // Without a name: the certificate has to be for whatever address the cluster gives of each server.
  const { retryStrategy: _, enableOfflineQueue: __, ...node } = await clientOptions(login, '127.0.0.1');
  signal.throwIfAborted();
  const client = new Cluster([seed], {
    scripts,
    redisOptions: { ...node, ...more, connectTimeout: NODE_CONNECT_MS },
    lazyConnect: true,
    clusterRetryStrategy: null,
    retryDelayOnFailover: 0, // or it would repeat what may have run
    // Its only use: commands for a server that is being connected wait for that.
    enableOfflineQueue: true,
    enableReadyCheck: false,
    // Names go to the socket as they are: it looks them up, and a certificate is for the name.
    dnsLookup: (address, done) => done(null, address),
  });
  let cause: unknown;
  client.on('node error', (error) => (cause ??= error)).on('error', () => undefined);
  client.on('+node', batchCommands);
  client.on('+node', refuseOnceEnded);
  try {
    await untilAborted(client.connect(), signal);
    // Servers are connected when the first command for them comes: better now than then.
    await untilAborted(Promise.any(client.nodes('master').map(alive)), signal);
    client.on('-node', () => endWhenAlone(client));
    return client;
  } catch (error) {
    client.disconnect();
    signal.throwIfAborted();
    throw withoutLogin(cause ?? error);
  }
}

/** With the last of its connections gone it would live on all the same: it knows of servers that it never had to do with. */
function endWhenAlone(client: Cluster): void {
  const isThere = ({ status }: Redis): boolean => status === 'ready' || status === 'connect' || status === 'connecting';
  if (client.status === 'ready' && !client.nodes().some(isThere)) client.disconnect();
}

/** ioredis rejects what comes too late just as what was under way: of the one it is certain that it was not sent. */
function refuseOnceEnded(node: Redis): void {
  const send = node.sendCommand.bind(node);
  node.sendCommand = (command, stream) => {
    if (node.status !== 'end') return send(command, stream);
    command.reject(unreached(new Error(`the connection to ${node.options.host}:${node.options.port} has ended`)));
    return command.promise;
  };
}

/** @throws Error when the server is down, is not one of a cluster, or its cluster does not serve */
async function inGoodState(server: Endpoint, login: Login, signal: AbortSignal): Promise<Endpoint> {
  const client = await dialServer(server, login, {}, signal);
  try {
    const state = /cluster_state:(\w+)/.exec(await untilAborted(client.cluster('INFO'), signal))?.[1];
    if (state !== 'ok') throw new Error(`it says that the state of the cluster is ${state}`);
    return server;
  } finally {
    client.disconnect();
  }
}
