// Generated from proto/riak_yokozuna.proto by `pnpm generate`.

import type { Codec } from '../wire/codec.js';

/** Code 54. */
export interface RpbYokozunaIndexGetReq {
  name: Buffer | undefined;
}
export const RpbYokozunaIndexGetReq: Codec<RpbYokozunaIndexGetReq> = {
  name: 'RpbYokozunaIndexGetReq',
  code: 54,
  write(writer, message) {
    if (message.name !== undefined) writer.bytes(10, message.name);
  },
  read(reader, end, message = { name: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.name = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 55. */
export interface RpbYokozunaIndexGetResp {
  index: RpbYokozunaIndex[];
}
export const RpbYokozunaIndexGetResp: Codec<RpbYokozunaIndexGetResp> = {
  name: 'RpbYokozunaIndexGetResp',
  code: 55,
  write(writer, message) {
    if (message.index !== undefined) for (const item of message.index) writer.message(10, RpbYokozunaIndex, item);
  },
  read(reader, end, message = { index: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.index.push(reader.message(RpbYokozunaIndex, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 56. */
export interface RpbYokozunaIndexPutReq {
  index: RpbYokozunaIndex | undefined;
  timeout: number | undefined;
}
export const RpbYokozunaIndexPutReq: Codec<RpbYokozunaIndexPutReq> = {
  name: 'RpbYokozunaIndexPutReq',
  code: 56,
  write(writer, message) {
    if (message.index !== undefined) writer.message(10, RpbYokozunaIndex, message.index);
    if (message.timeout !== undefined) writer.uint32(16, message.timeout);
  },
  read(reader, end, message = { index: undefined, timeout: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.index = reader.message(RpbYokozunaIndex, end, message.index);
          break;
        case 16:
          message.timeout = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 57. */
export interface RpbYokozunaIndexDeleteReq {
  name: Buffer | undefined;
}
export const RpbYokozunaIndexDeleteReq: Codec<RpbYokozunaIndexDeleteReq> = {
  name: 'RpbYokozunaIndexDeleteReq',
  code: 57,
  write(writer, message) {
    if (message.name !== undefined) writer.bytes(10, message.name);
  },
  read(reader, end, message = { name: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.name = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 58. */
export interface RpbYokozunaSchemaGetReq {
  name: Buffer | undefined;
}
export const RpbYokozunaSchemaGetReq: Codec<RpbYokozunaSchemaGetReq> = {
  name: 'RpbYokozunaSchemaGetReq',
  code: 58,
  write(writer, message) {
    if (message.name !== undefined) writer.bytes(10, message.name);
  },
  read(reader, end, message = { name: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.name = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 59. */
export interface RpbYokozunaSchemaGetResp {
  schema: RpbYokozunaSchema | undefined;
}
export const RpbYokozunaSchemaGetResp: Codec<RpbYokozunaSchemaGetResp> = {
  name: 'RpbYokozunaSchemaGetResp',
  code: 59,
  write(writer, message) {
    if (message.schema !== undefined) writer.message(10, RpbYokozunaSchema, message.schema);
  },
  read(reader, end, message = { schema: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.schema = reader.message(RpbYokozunaSchema, end, message.schema);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 60. */
export interface RpbYokozunaSchemaPutReq {
  schema: RpbYokozunaSchema | undefined;
}
export const RpbYokozunaSchemaPutReq: Codec<RpbYokozunaSchemaPutReq> = {
  name: 'RpbYokozunaSchemaPutReq',
  code: 60,
  write(writer, message) {
    if (message.schema !== undefined) writer.message(10, RpbYokozunaSchema, message.schema);
  },
  read(reader, end, message = { schema: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.schema = reader.message(RpbYokozunaSchema, end, message.schema);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbYokozunaIndex {
  name: Buffer | undefined;
  schema: Buffer | undefined;
  nVal: number | undefined;
}
export const RpbYokozunaIndex: Codec<RpbYokozunaIndex> = {
  name: 'RpbYokozunaIndex',
  code: -1,
  write(writer, message) {
    if (message.name !== undefined) writer.bytes(10, message.name);
    if (message.schema !== undefined) writer.bytes(18, message.schema);
    if (message.nVal !== undefined) writer.uint32(24, message.nVal);
  },
  read(reader, end, message = { name: undefined, schema: undefined, nVal: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.name = reader.bytes(end);
          break;
        case 18:
          message.schema = reader.bytes(end);
          break;
        case 24:
          message.nVal = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbYokozunaSchema {
  name: Buffer | undefined;
  content: Buffer | undefined;
}
export const RpbYokozunaSchema: Codec<RpbYokozunaSchema> = {
  name: 'RpbYokozunaSchema',
  code: -1,
  write(writer, message) {
    if (message.name !== undefined) writer.bytes(10, message.name);
    if (message.content !== undefined) writer.bytes(18, message.content);
  },
  read(reader, end, message = { name: undefined, content: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.name = reader.bytes(end);
          break;
        case 18:
          message.content = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};
