// Generated from proto/riak_repl.proto by `pnpm generate`.

import type { Codec } from '../wire/codec.js';

import { type EmptyMessage, emptyMessage } from '../wire/empty-message.js';

/** Code 128. */
export interface RpbReplGetReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  clusterId: Buffer | undefined;
  r: number | undefined;
  pr: number | undefined;
  basicQuorum: boolean | undefined;
  notfoundOk: boolean | undefined;
  ifModified: Buffer | undefined;
  head: boolean | undefined;
  deletedvclock: boolean | undefined;
  sloppyQuorum: boolean | undefined;
  nVal: number | undefined;
}
export const RpbReplGetReq: Codec<RpbReplGetReq> = {
  name: 'RpbReplGetReq',
  code: 128,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.clusterId !== undefined) writer.bytes(26, message.clusterId);
    if (message.r !== undefined) writer.uint32(32, message.r);
    if (message.pr !== undefined) writer.uint32(40, message.pr);
    if (message.basicQuorum !== undefined) writer.bool(48, message.basicQuorum);
    if (message.notfoundOk !== undefined) writer.bool(56, message.notfoundOk);
    if (message.ifModified !== undefined) writer.bytes(66, message.ifModified);
    if (message.head !== undefined) writer.bool(72, message.head);
    if (message.deletedvclock !== undefined) writer.bool(80, message.deletedvclock);
    if (message.sloppyQuorum !== undefined) writer.bool(88, message.sloppyQuorum);
    if (message.nVal !== undefined) writer.uint32(96, message.nVal);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      clusterId: undefined,
      r: undefined,
      pr: undefined,
      basicQuorum: undefined,
      notfoundOk: undefined,
      ifModified: undefined,
      head: undefined,
      deletedvclock: undefined,
      sloppyQuorum: undefined,
      nVal: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucket = reader.bytes(end);
          break;
        case 18:
          message.key = reader.bytes(end);
          break;
        case 26:
          message.clusterId = reader.bytes(end);
          break;
        case 32:
          message.r = reader.uint32();
          break;
        case 40:
          message.pr = reader.uint32();
          break;
        case 48:
          message.basicQuorum = reader.bool();
          break;
        case 56:
          message.notfoundOk = reader.bool();
          break;
        case 66:
          message.ifModified = reader.bytes(end);
          break;
        case 72:
          message.head = reader.bool();
          break;
        case 80:
          message.deletedvclock = reader.bool();
          break;
        case 88:
          message.sloppyQuorum = reader.bool();
          break;
        case 96:
          message.nVal = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 129. */
export type RpbReplGetClusterIdReq = EmptyMessage;
export const RpbReplGetClusterIdReq = emptyMessage('RpbReplGetClusterIdReq', 129);

/** Code 130. */
export interface RpbReplGetClusterIdResp {
  clusterId: Buffer | undefined;
}
export const RpbReplGetClusterIdResp: Codec<RpbReplGetClusterIdResp> = {
  name: 'RpbReplGetClusterIdResp',
  code: 130,
  write(writer, message) {
    if (message.clusterId !== undefined) writer.bytes(10, message.clusterId);
  },
  read(reader, end, message = { clusterId: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.clusterId = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};
