import type { Endpoint } from '@outpool/contract';

/** What `GET /_nodes/http` answers, as far as it is read here. */
export interface NodesAnswer {
  readonly nodes?: Readonly<Record<string, { readonly roles?: readonly string[]; readonly http?: { readonly publish_address?: string } }>>;
}

/** Where the nodes of a cluster take requests, as they publish it. Those that are nothing but master are spared. */
export function nodesOf({ nodes = {} }: NodesAnswer): Endpoint[] {
  return Object.values(nodes).flatMap(({ roles, http }) => {
    const isMasterOnly = roles !== undefined && roles.length > 0 && roles.every((role) => MASTER.has(role));
    const endpoint = isMasterOnly ? undefined : addressOf(http?.publish_address ?? '');
    return endpoint === undefined ? [] : [endpoint];
  });
}

const MASTER = new Set(['master', 'cluster_manager', 'voting_only']);

/** `10.0.0.1:9200`, `[::1]:9200`, or `name/10.0.0.1:9200`, of which the name counts: certificates are made for it. */
function addressOf(published: string): Endpoint | undefined {
  const [, name, six, four, port] = /^(?:([^/]+)\/)?(?:\[([0-9a-f:.]+)\]|([^:/]+)):(\d+)$/i.exec(published) ?? [];
  const host = name ?? six ?? four;
  return host === undefined ? undefined : { host, port: Number(port) };
}
