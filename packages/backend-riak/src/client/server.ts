import type { Link } from '../link/link.js';
import type { Terms } from '../link/terms.js';
import { RpbGetServerInfoReq, RpbGetServerInfoResp, RpbPingReq, RpbPingResp } from '../messages/riak.js';
import {
  RpbGetBucketKeyPreflistReq,
  RpbGetBucketKeyPreflistResp,
  RpbGetClientIdReq,
  RpbGetClientIdResp,
  RpbMembershipReq,
  RpbMembershipResp,
  RpbSetClientIdReq,
  RpbSetClientIdResp,
} from '../messages/riak-kv.js';
import type { Bytes } from '../wire/codec.js';
import { type Location, locationFields } from './location.js';

/** Where one replica of an object lies. */
export interface Replica {
  readonly partition: number;
  /** Erlang's name of the node; not an address. */
  readonly node: string;
  /** `false`: it stands in for one that is down. */
  readonly primary: boolean;
}

export async function ping(link: Link, terms: Terms): Promise<void> {
  await link.call(RpbPingReq, {}, RpbPingResp, terms);
}

export async function serverInfo(link: Link, terms: Terms): Promise<{ node: string; version: string }> {
  const { node, serverVersion } = await link.call(RpbGetServerInfoReq, {}, RpbGetServerInfoResp, terms);
  return { node: node?.toString() ?? '', version: serverVersion?.toString() ?? '' };
}

export async function clientId(link: Link, terms: Terms): Promise<Buffer> {
  const { clientId } = await link.call(RpbGetClientIdReq, {}, RpbGetClientIdResp, terms);
  return clientId ?? Buffer.alloc(0);
}

export async function setClientId(link: Link, clientId: Bytes, terms: Terms): Promise<void> {
  await link.call(RpbSetClientIdReq, { clientId }, RpbSetClientIdResp, terms);
}

export async function members(link: Link, terms: Terms): Promise<{ address: string; port: number }[]> {
  const { upNodes } = await link.call(RpbMembershipReq, {}, RpbMembershipResp, terms);
  return upNodes.map(({ ip, port }) => ({ address: ip?.toString() ?? '', port: port ?? 0 }));
}

export async function replicas(link: Link, location: Location, terms: Terms): Promise<Replica[]> {
  const { preflist } = await link.call(RpbGetBucketKeyPreflistReq, locationFields(location), RpbGetBucketKeyPreflistResp, terms);
  return preflist.map(({ partition, node, primary }) => ({
    partition: Number(partition ?? 0n),
    node: node?.toString() ?? '',
    primary: primary === true,
  }));
}
