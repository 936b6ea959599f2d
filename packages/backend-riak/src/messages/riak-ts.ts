// Generated from proto/riak_ts.proto by `pnpm generate`.

import type { Codec } from '../wire/codec.js';

import { type EmptyMessage, emptyMessage } from '../wire/empty-message.js';

import { RpbPair } from './riak.js';

export const TsColumnType = { VARCHAR: 0, SINT64: 1, DOUBLE: 2, TIMESTAMP: 3, BOOLEAN: 4 } as const;

/** Code 90. */
export interface TsQueryReq {
  query: TsInterpolation | undefined;
  stream: boolean | undefined;
  coverContext: Buffer | undefined;
}
export const TsQueryReq: Codec<TsQueryReq> = {
  name: 'TsQueryReq',
  code: 90,
  write(writer, message) {
    if (message.query !== undefined) writer.message(10, TsInterpolation, message.query);
    if (message.stream !== undefined) writer.bool(16, message.stream);
    if (message.coverContext !== undefined) writer.bytes(26, message.coverContext);
  },
  read(reader, end, message = { query: undefined, stream: undefined, coverContext: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.query = reader.message(TsInterpolation, end, message.query);
          break;
        case 16:
          message.stream = reader.bool();
          break;
        case 26:
          message.coverContext = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 91. */
export interface TsQueryResp {
  columns: TsColumnDescription[];
  rows: TsRow[];
  done: boolean | undefined;
}
export const TsQueryResp: Codec<TsQueryResp> = {
  name: 'TsQueryResp',
  code: 91,
  write(writer, message) {
    if (message.columns !== undefined) for (const item of message.columns) writer.message(10, TsColumnDescription, item);
    if (message.rows !== undefined) for (const item of message.rows) writer.message(18, TsRow, item);
    if (message.done !== undefined) writer.bool(24, message.done);
  },
  read(reader, end, message = { columns: [], rows: [], done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.columns.push(reader.message(TsColumnDescription, end));
          break;
        case 18:
          message.rows.push(reader.message(TsRow, end));
          break;
        case 24:
          message.done = reader.bool();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 92. */
export interface TsPutReq {
  table: Buffer | undefined;
  columns: TsColumnDescription[];
  rows: TsRow[];
}
export const TsPutReq: Codec<TsPutReq> = {
  name: 'TsPutReq',
  code: 92,
  write(writer, message) {
    if (message.table !== undefined) writer.bytes(10, message.table);
    if (message.columns !== undefined) for (const item of message.columns) writer.message(18, TsColumnDescription, item);
    if (message.rows !== undefined) for (const item of message.rows) writer.message(26, TsRow, item);
  },
  read(reader, end, message = { table: undefined, columns: [], rows: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.table = reader.bytes(end);
          break;
        case 18:
          message.columns.push(reader.message(TsColumnDescription, end));
          break;
        case 26:
          message.rows.push(reader.message(TsRow, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 93. */
export type TsPutResp = EmptyMessage;
export const TsPutResp = emptyMessage('TsPutResp', 93);

/** Code 94. */
export interface TsDelReq {
  table: Buffer | undefined;
  key: TsCell[];
  vclock: Buffer | undefined;
  timeout: number | undefined;
}
export const TsDelReq: Codec<TsDelReq> = {
  name: 'TsDelReq',
  code: 94,
  write(writer, message) {
    if (message.table !== undefined) writer.bytes(10, message.table);
    if (message.key !== undefined) for (const item of message.key) writer.message(18, TsCell, item);
    if (message.vclock !== undefined) writer.bytes(26, message.vclock);
    if (message.timeout !== undefined) writer.uint32(32, message.timeout);
  },
  read(reader, end, message = { table: undefined, key: [], vclock: undefined, timeout: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.table = reader.bytes(end);
          break;
        case 18:
          message.key.push(reader.message(TsCell, end));
          break;
        case 26:
          message.vclock = reader.bytes(end);
          break;
        case 32:
          message.timeout = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 95. */
export type TsDelResp = EmptyMessage;
export const TsDelResp = emptyMessage('TsDelResp', 95);

/** Code 96. */
export interface TsGetReq {
  table: Buffer | undefined;
  key: TsCell[];
  timeout: number | undefined;
}
export const TsGetReq: Codec<TsGetReq> = {
  name: 'TsGetReq',
  code: 96,
  write(writer, message) {
    if (message.table !== undefined) writer.bytes(10, message.table);
    if (message.key !== undefined) for (const item of message.key) writer.message(18, TsCell, item);
    if (message.timeout !== undefined) writer.uint32(24, message.timeout);
  },
  read(reader, end, message = { table: undefined, key: [], timeout: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.table = reader.bytes(end);
          break;
        case 18:
          message.key.push(reader.message(TsCell, end));
          break;
        case 24:
          message.timeout = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 97. */
export interface TsGetResp {
  columns: TsColumnDescription[];
  rows: TsRow[];
}
export const TsGetResp: Codec<TsGetResp> = {
  name: 'TsGetResp',
  code: 97,
  write(writer, message) {
    if (message.columns !== undefined) for (const item of message.columns) writer.message(10, TsColumnDescription, item);
    if (message.rows !== undefined) for (const item of message.rows) writer.message(18, TsRow, item);
  },
  read(reader, end, message = { columns: [], rows: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.columns.push(reader.message(TsColumnDescription, end));
          break;
        case 18:
          message.rows.push(reader.message(TsRow, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 98. */
export interface TsListKeysReq {
  table: Buffer | undefined;
  timeout: number | undefined;
}
export const TsListKeysReq: Codec<TsListKeysReq> = {
  name: 'TsListKeysReq',
  code: 98,
  write(writer, message) {
    if (message.table !== undefined) writer.bytes(10, message.table);
    if (message.timeout !== undefined) writer.uint32(16, message.timeout);
  },
  read(reader, end, message = { table: undefined, timeout: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.table = reader.bytes(end);
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

/** Code 99. */
export interface TsListKeysResp {
  keys: TsRow[];
  done: boolean | undefined;
}
export const TsListKeysResp: Codec<TsListKeysResp> = {
  name: 'TsListKeysResp',
  code: 99,
  write(writer, message) {
    if (message.keys !== undefined) for (const item of message.keys) writer.message(10, TsRow, item);
    if (message.done !== undefined) writer.bool(16, message.done);
  },
  read(reader, end, message = { keys: [], done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.keys.push(reader.message(TsRow, end));
          break;
        case 16:
          message.done = reader.bool();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 100. */
export interface TsCoverageReq {
  query: TsInterpolation | undefined;
  table: Buffer | undefined;
  replaceCover: Buffer | undefined;
  unavailableCover: Buffer[];
}
export const TsCoverageReq: Codec<TsCoverageReq> = {
  name: 'TsCoverageReq',
  code: 100,
  write(writer, message) {
    if (message.query !== undefined) writer.message(10, TsInterpolation, message.query);
    if (message.table !== undefined) writer.bytes(18, message.table);
    if (message.replaceCover !== undefined) writer.bytes(26, message.replaceCover);
    if (message.unavailableCover !== undefined) for (const item of message.unavailableCover) writer.bytes(34, item);
  },
  read(reader, end, message = { query: undefined, table: undefined, replaceCover: undefined, unavailableCover: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.query = reader.message(TsInterpolation, end, message.query);
          break;
        case 18:
          message.table = reader.bytes(end);
          break;
        case 26:
          message.replaceCover = reader.bytes(end);
          break;
        case 34:
          message.unavailableCover.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 101. */
export interface TsCoverageResp {
  entries: TsCoverageEntry[];
}
export const TsCoverageResp: Codec<TsCoverageResp> = {
  name: 'TsCoverageResp',
  code: 101,
  write(writer, message) {
    if (message.entries !== undefined) for (const item of message.entries) writer.message(10, TsCoverageEntry, item);
  },
  read(reader, end, message = { entries: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.entries.push(reader.message(TsCoverageEntry, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 102. */
export interface TsCoverageEntry {
  ip: Buffer | undefined;
  port: number | undefined;
  coverContext: Buffer | undefined;
  range: TsRange | undefined;
}
export const TsCoverageEntry: Codec<TsCoverageEntry> = {
  name: 'TsCoverageEntry',
  code: 102,
  write(writer, message) {
    if (message.ip !== undefined) writer.bytes(10, message.ip);
    if (message.port !== undefined) writer.uint32(16, message.port);
    if (message.coverContext !== undefined) writer.bytes(26, message.coverContext);
    if (message.range !== undefined) writer.message(34, TsRange, message.range);
  },
  read(reader, end, message = { ip: undefined, port: undefined, coverContext: undefined, range: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.ip = reader.bytes(end);
          break;
        case 16:
          message.port = reader.uint32();
          break;
        case 26:
          message.coverContext = reader.bytes(end);
          break;
        case 34:
          message.range = reader.message(TsRange, end, message.range);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 103. */
export interface TsRange {
  fieldName: Buffer | undefined;
  lowerBound: bigint | undefined;
  lowerBoundInclusive: boolean | undefined;
  upperBound: bigint | undefined;
  upperBoundInclusive: boolean | undefined;
  desc: Buffer | undefined;
}
export const TsRange: Codec<TsRange> = {
  name: 'TsRange',
  code: 103,
  write(writer, message) {
    if (message.fieldName !== undefined) writer.bytes(10, message.fieldName);
    if (message.lowerBound !== undefined) writer.sint64(16, message.lowerBound);
    if (message.lowerBoundInclusive !== undefined) writer.bool(24, message.lowerBoundInclusive);
    if (message.upperBound !== undefined) writer.sint64(32, message.upperBound);
    if (message.upperBoundInclusive !== undefined) writer.bool(40, message.upperBoundInclusive);
    if (message.desc !== undefined) writer.bytes(50, message.desc);
  },
  read(
    reader,
    end,
    message = {
      fieldName: undefined,
      lowerBound: undefined,
      lowerBoundInclusive: undefined,
      upperBound: undefined,
      upperBoundInclusive: undefined,
      desc: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.fieldName = reader.bytes(end);
          break;
        case 16:
          message.lowerBound = reader.sint64();
          break;
        case 24:
          message.lowerBoundInclusive = reader.bool();
          break;
        case 32:
          message.upperBound = reader.sint64();
          break;
        case 40:
          message.upperBoundInclusive = reader.bool();
          break;
        case 50:
          message.desc = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface TsInterpolation {
  base: Buffer | undefined;
  interpolations: RpbPair[];
}
export const TsInterpolation: Codec<TsInterpolation> = {
  name: 'TsInterpolation',
  code: -1,
  write(writer, message) {
    if (message.base !== undefined) writer.bytes(10, message.base);
    if (message.interpolations !== undefined) for (const item of message.interpolations) writer.message(18, RpbPair, item);
  },
  read(reader, end, message = { base: undefined, interpolations: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.base = reader.bytes(end);
          break;
        case 18:
          message.interpolations.push(reader.message(RpbPair, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface TsColumnDescription {
  name: Buffer | undefined;
  type: number | undefined;
}
export const TsColumnDescription: Codec<TsColumnDescription> = {
  name: 'TsColumnDescription',
  code: -1,
  write(writer, message) {
    if (message.name !== undefined) writer.bytes(10, message.name);
    if (message.type !== undefined) writer.uint32(16, message.type);
  },
  read(reader, end, message = { name: undefined, type: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.name = reader.bytes(end);
          break;
        case 16:
          message.type = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface TsRow {
  cells: TsCell[];
}
export const TsRow: Codec<TsRow> = {
  name: 'TsRow',
  code: -1,
  write(writer, message) {
    if (message.cells !== undefined) for (const item of message.cells) writer.message(10, TsCell, item);
  },
  read(reader, end, message = { cells: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.cells.push(reader.message(TsCell, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface TsCell {
  varcharValue: Buffer | undefined;
  sint64Value: bigint | undefined;
  timestampValue: bigint | undefined;
  booleanValue: boolean | undefined;
  doubleValue: number | undefined;
}
export const TsCell: Codec<TsCell> = {
  name: 'TsCell',
  code: -1,
  write(writer, message) {
    if (message.varcharValue !== undefined) writer.bytes(10, message.varcharValue);
    if (message.sint64Value !== undefined) writer.sint64(16, message.sint64Value);
    if (message.timestampValue !== undefined) writer.sint64(24, message.timestampValue);
    if (message.booleanValue !== undefined) writer.bool(32, message.booleanValue);
    if (message.doubleValue !== undefined) writer.double(41, message.doubleValue);
  },
  read(
    reader,
    end,
    message = {
      varcharValue: undefined,
      sint64Value: undefined,
      timestampValue: undefined,
      booleanValue: undefined,
      doubleValue: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.varcharValue = reader.bytes(end);
          break;
        case 16:
          message.sint64Value = reader.sint64();
          break;
        case 24:
          message.timestampValue = reader.sint64();
          break;
        case 32:
          message.booleanValue = reader.bool();
          break;
        case 41:
          message.doubleValue = reader.double();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};
