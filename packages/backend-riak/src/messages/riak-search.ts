// Generated from proto/riak_search.proto by `pnpm generate`.

import type { Codec } from '../wire/codec.js';

import { RpbPair } from './riak.js';

/** Code 27. */
export interface RpbSearchQueryReq {
  q: Buffer | undefined;
  index: Buffer | undefined;
  rows: number | undefined;
  start: number | undefined;
  sort: Buffer | undefined;
  filter: Buffer | undefined;
  df: Buffer | undefined;
  op: Buffer | undefined;
  fl: Buffer[];
  presort: Buffer | undefined;
}
export const RpbSearchQueryReq: Codec<RpbSearchQueryReq> = {
  name: 'RpbSearchQueryReq',
  code: 27,
  write(writer, message) {
    if (message.q !== undefined) writer.bytes(10, message.q);
    if (message.index !== undefined) writer.bytes(18, message.index);
    if (message.rows !== undefined) writer.uint32(24, message.rows);
    if (message.start !== undefined) writer.uint32(32, message.start);
    if (message.sort !== undefined) writer.bytes(42, message.sort);
    if (message.filter !== undefined) writer.bytes(50, message.filter);
    if (message.df !== undefined) writer.bytes(58, message.df);
    if (message.op !== undefined) writer.bytes(66, message.op);
    if (message.fl !== undefined) for (const item of message.fl) writer.bytes(74, item);
    if (message.presort !== undefined) writer.bytes(82, message.presort);
  },
  read(
    reader,
    end,
    message = {
      q: undefined,
      index: undefined,
      rows: undefined,
      start: undefined,
      sort: undefined,
      filter: undefined,
      df: undefined,
      op: undefined,
      fl: [],
      presort: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.q = reader.bytes(end);
          break;
        case 18:
          message.index = reader.bytes(end);
          break;
        case 24:
          message.rows = reader.uint32();
          break;
        case 32:
          message.start = reader.uint32();
          break;
        case 42:
          message.sort = reader.bytes(end);
          break;
        case 50:
          message.filter = reader.bytes(end);
          break;
        case 58:
          message.df = reader.bytes(end);
          break;
        case 66:
          message.op = reader.bytes(end);
          break;
        case 74:
          message.fl.push(reader.bytes(end));
          break;
        case 82:
          message.presort = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 28. */
export interface RpbSearchQueryResp {
  docs: RpbSearchDoc[];
  maxScore: number | undefined;
  numFound: number | undefined;
}
export const RpbSearchQueryResp: Codec<RpbSearchQueryResp> = {
  name: 'RpbSearchQueryResp',
  code: 28,
  write(writer, message) {
    if (message.docs !== undefined) for (const item of message.docs) writer.message(10, RpbSearchDoc, item);
    if (message.maxScore !== undefined) writer.float(21, message.maxScore);
    if (message.numFound !== undefined) writer.uint32(24, message.numFound);
  },
  read(reader, end, message = { docs: [], maxScore: undefined, numFound: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.docs.push(reader.message(RpbSearchDoc, end));
          break;
        case 21:
          message.maxScore = reader.float();
          break;
        case 24:
          message.numFound = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbSearchDoc {
  fields: RpbPair[];
}
export const RpbSearchDoc: Codec<RpbSearchDoc> = {
  name: 'RpbSearchDoc',
  code: -1,
  write(writer, message) {
    if (message.fields !== undefined) for (const item of message.fields) writer.message(10, RpbPair, item);
  },
  read(reader, end, message = { fields: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.fields.push(reader.message(RpbPair, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};
