// Generated from proto/riak_kv.proto by `pnpm generate`.

import type { Codec } from '../wire/codec.js';

import { type EmptyMessage, emptyMessage } from '../wire/empty-message.js';

import { RpbPair } from './riak.js';

export const RpbIndexReqIndexQueryType = { eq: 0, range: 1 } as const;

export const RpbAaeFoldMergeTreesRangeReqRpbTreeSize = { xxsmall: 0, xsmall: 1, small: 2, medium: 3, large: 4, xlarge: 5 } as const;

export const RpbAaeFoldFetchClocksRangeReqRpbTreeSize = { xxsmall: 0, xsmall: 1, small: 2, medium: 3, large: 4, xlarge: 5 } as const;

export const RpbAaeFoldFindKeysReqFindType = { sibling_count: 0, object_size: 1 } as const;

export const RpbAaeFoldFindTombsReqRpbTreeSize = { xxsmall: 0, xsmall: 1, small: 2, medium: 3, large: 4, xlarge: 5 } as const;

export const RpbAaeFoldTreeRespRpbTreeSize = { xxsmall: 0, xsmall: 1, small: 2, medium: 3, large: 4, xlarge: 5 } as const;

export const RpbAaeFoldReapTombsReqRpbTreeSize = { xxsmall: 0, xsmall: 1, small: 2, medium: 3, large: 4, xlarge: 5 } as const;

export const RpbAaeFoldReapTombsReqChangeMethod = { job: 0, local: 1, count: 2 } as const;

export const RpbAaeFoldEraseKeysReqRpbTreeSize = { xxsmall: 0, xsmall: 1, small: 2, medium: 3, large: 4, xlarge: 5 } as const;

export const RpbAaeFoldEraseKeysReqChangeMethod = { job: 0, local: 1, count: 2 } as const;

/** Code 3. */
export type RpbGetClientIdReq = EmptyMessage;
export const RpbGetClientIdReq = emptyMessage('RpbGetClientIdReq', 3);

/** Code 4. */
export interface RpbGetClientIdResp {
  clientId: Buffer | undefined;
}
export const RpbGetClientIdResp: Codec<RpbGetClientIdResp> = {
  name: 'RpbGetClientIdResp',
  code: 4,
  write(writer, message) {
    if (message.clientId !== undefined) writer.bytes(10, message.clientId);
  },
  read(reader, end, message = { clientId: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.clientId = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 5. */
export interface RpbSetClientIdReq {
  clientId: Buffer | undefined;
}
export const RpbSetClientIdReq: Codec<RpbSetClientIdReq> = {
  name: 'RpbSetClientIdReq',
  code: 5,
  write(writer, message) {
    if (message.clientId !== undefined) writer.bytes(10, message.clientId);
  },
  read(reader, end, message = { clientId: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.clientId = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 6. */
export type RpbSetClientIdResp = EmptyMessage;
export const RpbSetClientIdResp = emptyMessage('RpbSetClientIdResp', 6);

/** Code 9. */
export interface RpbGetReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  r: number | undefined;
  pr: number | undefined;
  basicQuorum: boolean | undefined;
  notfoundOk: boolean | undefined;
  ifModified: Buffer | undefined;
  head: boolean | undefined;
  deletedvclock: boolean | undefined;
  timeout: number | undefined;
  sloppyQuorum: boolean | undefined;
  nVal: number | undefined;
  type: Buffer | undefined;
  nodeConfirms: number | undefined;
}
export const RpbGetReq: Codec<RpbGetReq> = {
  name: 'RpbGetReq',
  code: 9,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.r !== undefined) writer.uint32(24, message.r);
    if (message.pr !== undefined) writer.uint32(32, message.pr);
    if (message.basicQuorum !== undefined) writer.bool(40, message.basicQuorum);
    if (message.notfoundOk !== undefined) writer.bool(48, message.notfoundOk);
    if (message.ifModified !== undefined) writer.bytes(58, message.ifModified);
    if (message.head !== undefined) writer.bool(64, message.head);
    if (message.deletedvclock !== undefined) writer.bool(72, message.deletedvclock);
    if (message.timeout !== undefined) writer.uint32(80, message.timeout);
    if (message.sloppyQuorum !== undefined) writer.bool(88, message.sloppyQuorum);
    if (message.nVal !== undefined) writer.uint32(96, message.nVal);
    if (message.type !== undefined) writer.bytes(106, message.type);
    if (message.nodeConfirms !== undefined) writer.uint32(112, message.nodeConfirms);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      r: undefined,
      pr: undefined,
      basicQuorum: undefined,
      notfoundOk: undefined,
      ifModified: undefined,
      head: undefined,
      deletedvclock: undefined,
      timeout: undefined,
      sloppyQuorum: undefined,
      nVal: undefined,
      type: undefined,
      nodeConfirms: undefined,
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
        case 24:
          message.r = reader.uint32();
          break;
        case 32:
          message.pr = reader.uint32();
          break;
        case 40:
          message.basicQuorum = reader.bool();
          break;
        case 48:
          message.notfoundOk = reader.bool();
          break;
        case 58:
          message.ifModified = reader.bytes(end);
          break;
        case 64:
          message.head = reader.bool();
          break;
        case 72:
          message.deletedvclock = reader.bool();
          break;
        case 80:
          message.timeout = reader.uint32();
          break;
        case 88:
          message.sloppyQuorum = reader.bool();
          break;
        case 96:
          message.nVal = reader.uint32();
          break;
        case 106:
          message.type = reader.bytes(end);
          break;
        case 112:
          message.nodeConfirms = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 10. */
export interface RpbGetResp {
  content: RpbContent[];
  vclock: Buffer | undefined;
  unchanged: boolean | undefined;
}
export const RpbGetResp: Codec<RpbGetResp> = {
  name: 'RpbGetResp',
  code: 10,
  write(writer, message) {
    if (message.content !== undefined) for (const item of message.content) writer.message(10, RpbContent, item);
    if (message.vclock !== undefined) writer.bytes(18, message.vclock);
    if (message.unchanged !== undefined) writer.bool(24, message.unchanged);
  },
  read(reader, end, message = { content: [], vclock: undefined, unchanged: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.content.push(reader.message(RpbContent, end));
          break;
        case 18:
          message.vclock = reader.bytes(end);
          break;
        case 24:
          message.unchanged = reader.bool();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 11. */
export interface RpbPutReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  vclock: Buffer | undefined;
  content: RpbContent | undefined;
  w: number | undefined;
  dw: number | undefined;
  returnBody: boolean | undefined;
  pw: number | undefined;
  ifNotModified: boolean | undefined;
  ifNoneMatch: boolean | undefined;
  returnHead: boolean | undefined;
  timeout: number | undefined;
  asis: boolean | undefined;
  sloppyQuorum: boolean | undefined;
  nVal: number | undefined;
  type: Buffer | undefined;
  nodeConfirms: number | undefined;
}
export const RpbPutReq: Codec<RpbPutReq> = {
  name: 'RpbPutReq',
  code: 11,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.vclock !== undefined) writer.bytes(26, message.vclock);
    if (message.content !== undefined) writer.message(34, RpbContent, message.content);
    if (message.w !== undefined) writer.uint32(40, message.w);
    if (message.dw !== undefined) writer.uint32(48, message.dw);
    if (message.returnBody !== undefined) writer.bool(56, message.returnBody);
    if (message.pw !== undefined) writer.uint32(64, message.pw);
    if (message.ifNotModified !== undefined) writer.bool(72, message.ifNotModified);
    if (message.ifNoneMatch !== undefined) writer.bool(80, message.ifNoneMatch);
    if (message.returnHead !== undefined) writer.bool(88, message.returnHead);
    if (message.timeout !== undefined) writer.uint32(96, message.timeout);
    if (message.asis !== undefined) writer.bool(104, message.asis);
    if (message.sloppyQuorum !== undefined) writer.bool(112, message.sloppyQuorum);
    if (message.nVal !== undefined) writer.uint32(120, message.nVal);
    if (message.type !== undefined) writer.bytes(130, message.type);
    if (message.nodeConfirms !== undefined) writer.uint32(136, message.nodeConfirms);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      vclock: undefined,
      content: undefined,
      w: undefined,
      dw: undefined,
      returnBody: undefined,
      pw: undefined,
      ifNotModified: undefined,
      ifNoneMatch: undefined,
      returnHead: undefined,
      timeout: undefined,
      asis: undefined,
      sloppyQuorum: undefined,
      nVal: undefined,
      type: undefined,
      nodeConfirms: undefined,
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
          message.vclock = reader.bytes(end);
          break;
        case 34:
          message.content = reader.message(RpbContent, end, message.content);
          break;
        case 40:
          message.w = reader.uint32();
          break;
        case 48:
          message.dw = reader.uint32();
          break;
        case 56:
          message.returnBody = reader.bool();
          break;
        case 64:
          message.pw = reader.uint32();
          break;
        case 72:
          message.ifNotModified = reader.bool();
          break;
        case 80:
          message.ifNoneMatch = reader.bool();
          break;
        case 88:
          message.returnHead = reader.bool();
          break;
        case 96:
          message.timeout = reader.uint32();
          break;
        case 104:
          message.asis = reader.bool();
          break;
        case 112:
          message.sloppyQuorum = reader.bool();
          break;
        case 120:
          message.nVal = reader.uint32();
          break;
        case 130:
          message.type = reader.bytes(end);
          break;
        case 136:
          message.nodeConfirms = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 12. */
export interface RpbPutResp {
  content: RpbContent[];
  vclock: Buffer | undefined;
  key: Buffer | undefined;
}
export const RpbPutResp: Codec<RpbPutResp> = {
  name: 'RpbPutResp',
  code: 12,
  write(writer, message) {
    if (message.content !== undefined) for (const item of message.content) writer.message(10, RpbContent, item);
    if (message.vclock !== undefined) writer.bytes(18, message.vclock);
    if (message.key !== undefined) writer.bytes(26, message.key);
  },
  read(reader, end, message = { content: [], vclock: undefined, key: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.content.push(reader.message(RpbContent, end));
          break;
        case 18:
          message.vclock = reader.bytes(end);
          break;
        case 26:
          message.key = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 13. */
export interface RpbDelReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  rw: number | undefined;
  vclock: Buffer | undefined;
  r: number | undefined;
  w: number | undefined;
  pr: number | undefined;
  pw: number | undefined;
  dw: number | undefined;
  timeout: number | undefined;
  sloppyQuorum: boolean | undefined;
  nVal: number | undefined;
  type: Buffer | undefined;
}
export const RpbDelReq: Codec<RpbDelReq> = {
  name: 'RpbDelReq',
  code: 13,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.rw !== undefined) writer.uint32(24, message.rw);
    if (message.vclock !== undefined) writer.bytes(34, message.vclock);
    if (message.r !== undefined) writer.uint32(40, message.r);
    if (message.w !== undefined) writer.uint32(48, message.w);
    if (message.pr !== undefined) writer.uint32(56, message.pr);
    if (message.pw !== undefined) writer.uint32(64, message.pw);
    if (message.dw !== undefined) writer.uint32(72, message.dw);
    if (message.timeout !== undefined) writer.uint32(80, message.timeout);
    if (message.sloppyQuorum !== undefined) writer.bool(88, message.sloppyQuorum);
    if (message.nVal !== undefined) writer.uint32(96, message.nVal);
    if (message.type !== undefined) writer.bytes(106, message.type);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      rw: undefined,
      vclock: undefined,
      r: undefined,
      w: undefined,
      pr: undefined,
      pw: undefined,
      dw: undefined,
      timeout: undefined,
      sloppyQuorum: undefined,
      nVal: undefined,
      type: undefined,
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
        case 24:
          message.rw = reader.uint32();
          break;
        case 34:
          message.vclock = reader.bytes(end);
          break;
        case 40:
          message.r = reader.uint32();
          break;
        case 48:
          message.w = reader.uint32();
          break;
        case 56:
          message.pr = reader.uint32();
          break;
        case 64:
          message.pw = reader.uint32();
          break;
        case 72:
          message.dw = reader.uint32();
          break;
        case 80:
          message.timeout = reader.uint32();
          break;
        case 88:
          message.sloppyQuorum = reader.bool();
          break;
        case 96:
          message.nVal = reader.uint32();
          break;
        case 106:
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 14. */
export type RpbDelResp = EmptyMessage;
export const RpbDelResp = emptyMessage('RpbDelResp', 14);

/** Code 15. */
export interface RpbListBucketsReq {
  timeout: number | undefined;
  stream: boolean | undefined;
  type: Buffer | undefined;
}
export const RpbListBucketsReq: Codec<RpbListBucketsReq> = {
  name: 'RpbListBucketsReq',
  code: 15,
  write(writer, message) {
    if (message.timeout !== undefined) writer.uint32(8, message.timeout);
    if (message.stream !== undefined) writer.bool(16, message.stream);
    if (message.type !== undefined) writer.bytes(26, message.type);
  },
  read(reader, end, message = { timeout: undefined, stream: undefined, type: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.timeout = reader.uint32();
          break;
        case 16:
          message.stream = reader.bool();
          break;
        case 26:
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 16. */
export interface RpbListBucketsResp {
  buckets: Buffer[];
  done: boolean | undefined;
}
export const RpbListBucketsResp: Codec<RpbListBucketsResp> = {
  name: 'RpbListBucketsResp',
  code: 16,
  write(writer, message) {
    if (message.buckets !== undefined) for (const item of message.buckets) writer.bytes(10, item);
    if (message.done !== undefined) writer.bool(16, message.done);
  },
  read(reader, end, message = { buckets: [], done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.buckets.push(reader.bytes(end));
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

/** Code 17. */
export interface RpbListKeysReq {
  bucket: Buffer | undefined;
  timeout: number | undefined;
  type: Buffer | undefined;
}
export const RpbListKeysReq: Codec<RpbListKeysReq> = {
  name: 'RpbListKeysReq',
  code: 17,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.timeout !== undefined) writer.uint32(16, message.timeout);
    if (message.type !== undefined) writer.bytes(26, message.type);
  },
  read(reader, end, message = { bucket: undefined, timeout: undefined, type: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucket = reader.bytes(end);
          break;
        case 16:
          message.timeout = reader.uint32();
          break;
        case 26:
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 18. */
export interface RpbListKeysResp {
  keys: Buffer[];
  done: boolean | undefined;
}
export const RpbListKeysResp: Codec<RpbListKeysResp> = {
  name: 'RpbListKeysResp',
  code: 18,
  write(writer, message) {
    if (message.keys !== undefined) for (const item of message.keys) writer.bytes(10, item);
    if (message.done !== undefined) writer.bool(16, message.done);
  },
  read(reader, end, message = { keys: [], done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.keys.push(reader.bytes(end));
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

/** Code 23. */
export interface RpbMapRedReq {
  request: Buffer | undefined;
  contentType: Buffer | undefined;
}
export const RpbMapRedReq: Codec<RpbMapRedReq> = {
  name: 'RpbMapRedReq',
  code: 23,
  write(writer, message) {
    if (message.request !== undefined) writer.bytes(10, message.request);
    if (message.contentType !== undefined) writer.bytes(18, message.contentType);
  },
  read(reader, end, message = { request: undefined, contentType: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.request = reader.bytes(end);
          break;
        case 18:
          message.contentType = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 24. */
export interface RpbMapRedResp {
  phase: number | undefined;
  response: Buffer | undefined;
  done: boolean | undefined;
}
export const RpbMapRedResp: Codec<RpbMapRedResp> = {
  name: 'RpbMapRedResp',
  code: 24,
  write(writer, message) {
    if (message.phase !== undefined) writer.uint32(8, message.phase);
    if (message.response !== undefined) writer.bytes(18, message.response);
    if (message.done !== undefined) writer.bool(24, message.done);
  },
  read(reader, end, message = { phase: undefined, response: undefined, done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.phase = reader.uint32();
          break;
        case 18:
          message.response = reader.bytes(end);
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

/** Code 25. */
export interface RpbIndexReq {
  bucket: Buffer | undefined;
  index: Buffer | undefined;
  qtype: number | undefined;
  key: Buffer | undefined;
  rangeMin: Buffer | undefined;
  rangeMax: Buffer | undefined;
  returnTerms: boolean | undefined;
  stream: boolean | undefined;
  maxResults: number | undefined;
  continuation: Buffer | undefined;
  timeout: number | undefined;
  type: Buffer | undefined;
  termRegex: Buffer | undefined;
  paginationSort: boolean | undefined;
  coverContext: Buffer | undefined;
  returnBody: boolean | undefined;
}
export const RpbIndexReq: Codec<RpbIndexReq> = {
  name: 'RpbIndexReq',
  code: 25,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.index !== undefined) writer.bytes(18, message.index);
    if (message.qtype !== undefined) writer.uint32(24, message.qtype);
    if (message.key !== undefined) writer.bytes(34, message.key);
    if (message.rangeMin !== undefined) writer.bytes(42, message.rangeMin);
    if (message.rangeMax !== undefined) writer.bytes(50, message.rangeMax);
    if (message.returnTerms !== undefined) writer.bool(56, message.returnTerms);
    if (message.stream !== undefined) writer.bool(64, message.stream);
    if (message.maxResults !== undefined) writer.uint32(72, message.maxResults);
    if (message.continuation !== undefined) writer.bytes(82, message.continuation);
    if (message.timeout !== undefined) writer.uint32(88, message.timeout);
    if (message.type !== undefined) writer.bytes(98, message.type);
    if (message.termRegex !== undefined) writer.bytes(106, message.termRegex);
    if (message.paginationSort !== undefined) writer.bool(112, message.paginationSort);
    if (message.coverContext !== undefined) writer.bytes(122, message.coverContext);
    if (message.returnBody !== undefined) writer.bool(128, message.returnBody);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      index: undefined,
      qtype: undefined,
      key: undefined,
      rangeMin: undefined,
      rangeMax: undefined,
      returnTerms: undefined,
      stream: undefined,
      maxResults: undefined,
      continuation: undefined,
      timeout: undefined,
      type: undefined,
      termRegex: undefined,
      paginationSort: undefined,
      coverContext: undefined,
      returnBody: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucket = reader.bytes(end);
          break;
        case 18:
          message.index = reader.bytes(end);
          break;
        case 24:
          message.qtype = reader.uint32();
          break;
        case 34:
          message.key = reader.bytes(end);
          break;
        case 42:
          message.rangeMin = reader.bytes(end);
          break;
        case 50:
          message.rangeMax = reader.bytes(end);
          break;
        case 56:
          message.returnTerms = reader.bool();
          break;
        case 64:
          message.stream = reader.bool();
          break;
        case 72:
          message.maxResults = reader.uint32();
          break;
        case 82:
          message.continuation = reader.bytes(end);
          break;
        case 88:
          message.timeout = reader.uint32();
          break;
        case 98:
          message.type = reader.bytes(end);
          break;
        case 106:
          message.termRegex = reader.bytes(end);
          break;
        case 112:
          message.paginationSort = reader.bool();
          break;
        case 122:
          message.coverContext = reader.bytes(end);
          break;
        case 128:
          message.returnBody = reader.bool();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 26. */
export interface RpbIndexResp {
  keys: Buffer[];
  results: RpbPair[];
  continuation: Buffer | undefined;
  done: boolean | undefined;
}
export const RpbIndexResp: Codec<RpbIndexResp> = {
  name: 'RpbIndexResp',
  code: 26,
  write(writer, message) {
    if (message.keys !== undefined) for (const item of message.keys) writer.bytes(10, item);
    if (message.results !== undefined) for (const item of message.results) writer.message(18, RpbPair, item);
    if (message.continuation !== undefined) writer.bytes(26, message.continuation);
    if (message.done !== undefined) writer.bool(32, message.done);
  },
  read(reader, end, message = { keys: [], results: [], continuation: undefined, done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.keys.push(reader.bytes(end));
          break;
        case 18:
          message.results.push(reader.message(RpbPair, end));
          break;
        case 26:
          message.continuation = reader.bytes(end);
          break;
        case 32:
          message.done = reader.bool();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 33. */
export interface RpbGetBucketKeyPreflistReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  type: Buffer | undefined;
}
export const RpbGetBucketKeyPreflistReq: Codec<RpbGetBucketKeyPreflistReq> = {
  name: 'RpbGetBucketKeyPreflistReq',
  code: 33,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.type !== undefined) writer.bytes(26, message.type);
  },
  read(reader, end, message = { bucket: undefined, key: undefined, type: undefined }) {
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
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 34. */
export interface RpbGetBucketKeyPreflistResp {
  preflist: RpbBucketKeyPreflistItem[];
}
export const RpbGetBucketKeyPreflistResp: Codec<RpbGetBucketKeyPreflistResp> = {
  name: 'RpbGetBucketKeyPreflistResp',
  code: 34,
  write(writer, message) {
    if (message.preflist !== undefined) for (const item of message.preflist) writer.message(10, RpbBucketKeyPreflistItem, item);
  },
  read(reader, end, message = { preflist: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.preflist.push(reader.message(RpbBucketKeyPreflistItem, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 40. */
export interface RpbCSBucketReq {
  bucket: Buffer | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  startIncl: boolean | undefined;
  endIncl: boolean | undefined;
  continuation: Buffer | undefined;
  maxResults: number | undefined;
  timeout: number | undefined;
  type: Buffer | undefined;
  coverContext: Buffer | undefined;
}
export const RpbCSBucketReq: Codec<RpbCSBucketReq> = {
  name: 'RpbCSBucketReq',
  code: 40,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.startKey !== undefined) writer.bytes(18, message.startKey);
    if (message.endKey !== undefined) writer.bytes(26, message.endKey);
    if (message.startIncl !== undefined) writer.bool(32, message.startIncl);
    if (message.endIncl !== undefined) writer.bool(40, message.endIncl);
    if (message.continuation !== undefined) writer.bytes(50, message.continuation);
    if (message.maxResults !== undefined) writer.uint32(56, message.maxResults);
    if (message.timeout !== undefined) writer.uint32(64, message.timeout);
    if (message.type !== undefined) writer.bytes(74, message.type);
    if (message.coverContext !== undefined) writer.bytes(82, message.coverContext);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      startKey: undefined,
      endKey: undefined,
      startIncl: undefined,
      endIncl: undefined,
      continuation: undefined,
      maxResults: undefined,
      timeout: undefined,
      type: undefined,
      coverContext: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucket = reader.bytes(end);
          break;
        case 18:
          message.startKey = reader.bytes(end);
          break;
        case 26:
          message.endKey = reader.bytes(end);
          break;
        case 32:
          message.startIncl = reader.bool();
          break;
        case 40:
          message.endIncl = reader.bool();
          break;
        case 50:
          message.continuation = reader.bytes(end);
          break;
        case 56:
          message.maxResults = reader.uint32();
          break;
        case 64:
          message.timeout = reader.uint32();
          break;
        case 74:
          message.type = reader.bytes(end);
          break;
        case 82:
          message.coverContext = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 41. */
export interface RpbCSBucketResp {
  objects: RpbIndexObject[];
  continuation: Buffer | undefined;
  done: boolean | undefined;
}
export const RpbCSBucketResp: Codec<RpbCSBucketResp> = {
  name: 'RpbCSBucketResp',
  code: 41,
  write(writer, message) {
    if (message.objects !== undefined) for (const item of message.objects) writer.message(10, RpbIndexObject, item);
    if (message.continuation !== undefined) writer.bytes(18, message.continuation);
    if (message.done !== undefined) writer.bool(24, message.done);
  },
  read(reader, end, message = { objects: [], continuation: undefined, done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.objects.push(reader.message(RpbIndexObject, end));
          break;
        case 18:
          message.continuation = reader.bytes(end);
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

/** Code 42. */
export interface RpbIndexBodyResp {
  objects: RpbIndexObject[];
  continuation: Buffer | undefined;
  done: boolean | undefined;
}
export const RpbIndexBodyResp: Codec<RpbIndexBodyResp> = {
  name: 'RpbIndexBodyResp',
  code: 42,
  write(writer, message) {
    if (message.objects !== undefined) for (const item of message.objects) writer.message(10, RpbIndexObject, item);
    if (message.continuation !== undefined) writer.bytes(18, message.continuation);
    if (message.done !== undefined) writer.bool(24, message.done);
  },
  read(reader, end, message = { objects: [], continuation: undefined, done: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.objects.push(reader.message(RpbIndexObject, end));
          break;
        case 18:
          message.continuation = reader.bytes(end);
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

/** Code 50. */
export interface RpbCounterUpdateReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  amount: bigint | undefined;
  w: number | undefined;
  dw: number | undefined;
  pw: number | undefined;
  returnvalue: boolean | undefined;
  nodeConfirms: number | undefined;
}
export const RpbCounterUpdateReq: Codec<RpbCounterUpdateReq> = {
  name: 'RpbCounterUpdateReq',
  code: 50,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.amount !== undefined) writer.sint64(24, message.amount);
    if (message.w !== undefined) writer.uint32(32, message.w);
    if (message.dw !== undefined) writer.uint32(40, message.dw);
    if (message.pw !== undefined) writer.uint32(48, message.pw);
    if (message.returnvalue !== undefined) writer.bool(56, message.returnvalue);
    if (message.nodeConfirms !== undefined) writer.uint32(64, message.nodeConfirms);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      amount: undefined,
      w: undefined,
      dw: undefined,
      pw: undefined,
      returnvalue: undefined,
      nodeConfirms: undefined,
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
        case 24:
          message.amount = reader.sint64();
          break;
        case 32:
          message.w = reader.uint32();
          break;
        case 40:
          message.dw = reader.uint32();
          break;
        case 48:
          message.pw = reader.uint32();
          break;
        case 56:
          message.returnvalue = reader.bool();
          break;
        case 64:
          message.nodeConfirms = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 51. */
export interface RpbCounterUpdateResp {
  value: bigint | undefined;
}
export const RpbCounterUpdateResp: Codec<RpbCounterUpdateResp> = {
  name: 'RpbCounterUpdateResp',
  code: 51,
  write(writer, message) {
    if (message.value !== undefined) writer.sint64(8, message.value);
  },
  read(reader, end, message = { value: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.value = reader.sint64();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 52. */
export interface RpbCounterGetReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  r: number | undefined;
  pr: number | undefined;
  basicQuorum: boolean | undefined;
  notfoundOk: boolean | undefined;
  nodeConfirms: number | undefined;
}
export const RpbCounterGetReq: Codec<RpbCounterGetReq> = {
  name: 'RpbCounterGetReq',
  code: 52,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.r !== undefined) writer.uint32(24, message.r);
    if (message.pr !== undefined) writer.uint32(32, message.pr);
    if (message.basicQuorum !== undefined) writer.bool(40, message.basicQuorum);
    if (message.notfoundOk !== undefined) writer.bool(48, message.notfoundOk);
    if (message.nodeConfirms !== undefined) writer.uint32(56, message.nodeConfirms);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      r: undefined,
      pr: undefined,
      basicQuorum: undefined,
      notfoundOk: undefined,
      nodeConfirms: undefined,
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
        case 24:
          message.r = reader.uint32();
          break;
        case 32:
          message.pr = reader.uint32();
          break;
        case 40:
          message.basicQuorum = reader.bool();
          break;
        case 48:
          message.notfoundOk = reader.bool();
          break;
        case 56:
          message.nodeConfirms = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 53. */
export interface RpbCounterGetResp {
  value: bigint | undefined;
}
export const RpbCounterGetResp: Codec<RpbCounterGetResp> = {
  name: 'RpbCounterGetResp',
  code: 53,
  write(writer, message) {
    if (message.value !== undefined) writer.sint64(8, message.value);
  },
  read(reader, end, message = { value: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.value = reader.sint64();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 70. */
export interface RpbCoverageReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  minPartitions: number | undefined;
  replaceCover: Buffer | undefined;
  unavailableCover: Buffer[];
}
export const RpbCoverageReq: Codec<RpbCoverageReq> = {
  name: 'RpbCoverageReq',
  code: 70,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.minPartitions !== undefined) writer.uint32(24, message.minPartitions);
    if (message.replaceCover !== undefined) writer.bytes(34, message.replaceCover);
    if (message.unavailableCover !== undefined) for (const item of message.unavailableCover) writer.bytes(42, item);
  },
  read(
    reader,
    end,
    message = { type: undefined, bucket: undefined, minPartitions: undefined, replaceCover: undefined, unavailableCover: [] },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 24:
          message.minPartitions = reader.uint32();
          break;
        case 34:
          message.replaceCover = reader.bytes(end);
          break;
        case 42:
          message.unavailableCover.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 71. */
export interface RpbCoverageResp {
  entries: RpbCoverageEntry[];
}
export const RpbCoverageResp: Codec<RpbCoverageResp> = {
  name: 'RpbCoverageResp',
  code: 71,
  write(writer, message) {
    if (message.entries !== undefined) for (const item of message.entries) writer.message(10, RpbCoverageEntry, item);
  },
  read(reader, end, message = { entries: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.entries.push(reader.message(RpbCoverageEntry, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 200. */
export interface RpbRTEReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  r: number | undefined;
  pr: number | undefined;
  basicQuorum: boolean | undefined;
  notfoundOk: boolean | undefined;
  timeout: number | undefined;
  sloppyQuorum: boolean | undefined;
  nVal: number | undefined;
  type: Buffer | undefined;
}
export const RpbRTEReq: Codec<RpbRTEReq> = {
  name: 'RpbRTEReq',
  code: 200,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.r !== undefined) writer.uint32(24, message.r);
    if (message.pr !== undefined) writer.uint32(32, message.pr);
    if (message.basicQuorum !== undefined) writer.bool(40, message.basicQuorum);
    if (message.notfoundOk !== undefined) writer.bool(48, message.notfoundOk);
    if (message.timeout !== undefined) writer.uint32(80, message.timeout);
    if (message.sloppyQuorum !== undefined) writer.bool(88, message.sloppyQuorum);
    if (message.nVal !== undefined) writer.uint32(96, message.nVal);
    if (message.type !== undefined) writer.bytes(106, message.type);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      r: undefined,
      pr: undefined,
      basicQuorum: undefined,
      notfoundOk: undefined,
      timeout: undefined,
      sloppyQuorum: undefined,
      nVal: undefined,
      type: undefined,
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
        case 24:
          message.r = reader.uint32();
          break;
        case 32:
          message.pr = reader.uint32();
          break;
        case 40:
          message.basicQuorum = reader.bool();
          break;
        case 48:
          message.notfoundOk = reader.bool();
          break;
        case 80:
          message.timeout = reader.uint32();
          break;
        case 88:
          message.sloppyQuorum = reader.bool();
          break;
        case 96:
          message.nVal = reader.uint32();
          break;
        case 106:
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 201. */
export type RpbRTEResp = EmptyMessage;
export const RpbRTEResp = emptyMessage('RpbRTEResp', 201);

/** Code 202. */
export interface RpbFetchReq {
  queuename: Buffer | undefined;
  encoding: Buffer | undefined;
}
export const RpbFetchReq: Codec<RpbFetchReq> = {
  name: 'RpbFetchReq',
  code: 202,
  write(writer, message) {
    if (message.queuename !== undefined) writer.bytes(10, message.queuename);
    if (message.encoding !== undefined) writer.bytes(18, message.encoding);
  },
  read(reader, end, message = { queuename: undefined, encoding: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.queuename = reader.bytes(end);
          break;
        case 18:
          message.encoding = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 203. */
export interface RpbFetchResp {
  queueEmpty: boolean | undefined;
  deleted: boolean | undefined;
  crcCheck: number | undefined;
  replencodedObject: Buffer | undefined;
  deletedVclock: Buffer | undefined;
  segmentId: number | undefined;
  segmentHash: number | undefined;
}
export const RpbFetchResp: Codec<RpbFetchResp> = {
  name: 'RpbFetchResp',
  code: 203,
  write(writer, message) {
    if (message.queueEmpty !== undefined) writer.bool(8, message.queueEmpty);
    if (message.deleted !== undefined) writer.bool(16, message.deleted);
    if (message.crcCheck !== undefined) writer.uint32(24, message.crcCheck);
    if (message.replencodedObject !== undefined) writer.bytes(34, message.replencodedObject);
    if (message.deletedVclock !== undefined) writer.bytes(42, message.deletedVclock);
    if (message.segmentId !== undefined) writer.uint32(48, message.segmentId);
    if (message.segmentHash !== undefined) writer.uint32(56, message.segmentHash);
  },
  read(
    reader,
    end,
    message = {
      queueEmpty: undefined,
      deleted: undefined,
      crcCheck: undefined,
      replencodedObject: undefined,
      deletedVclock: undefined,
      segmentId: undefined,
      segmentHash: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.queueEmpty = reader.bool();
          break;
        case 16:
          message.deleted = reader.bool();
          break;
        case 24:
          message.crcCheck = reader.uint32();
          break;
        case 34:
          message.replencodedObject = reader.bytes(end);
          break;
        case 42:
          message.deletedVclock = reader.bytes(end);
          break;
        case 48:
          message.segmentId = reader.uint32();
          break;
        case 56:
          message.segmentHash = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 204. */
export interface RpbPushReq {
  queuename: Buffer | undefined;
  keysValue: RpbKeysValue[];
}
export const RpbPushReq: Codec<RpbPushReq> = {
  name: 'RpbPushReq',
  code: 204,
  write(writer, message) {
    if (message.queuename !== undefined) writer.bytes(10, message.queuename);
    if (message.keysValue !== undefined) for (const item of message.keysValue) writer.message(18, RpbKeysValue, item);
  },
  read(reader, end, message = { queuename: undefined, keysValue: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.queuename = reader.bytes(end);
          break;
        case 18:
          message.keysValue.push(reader.message(RpbKeysValue, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 205. */
export interface RpbPushResp {
  queuename: Buffer | undefined;
  queueExists: boolean | undefined;
  foldqLength: number | undefined;
  fsyncLength: number | undefined;
  realtLength: number | undefined;
}
export const RpbPushResp: Codec<RpbPushResp> = {
  name: 'RpbPushResp',
  code: 205,
  write(writer, message) {
    if (message.queuename !== undefined) writer.bytes(10, message.queuename);
    if (message.queueExists !== undefined) writer.bool(16, message.queueExists);
    if (message.foldqLength !== undefined) writer.uint32(80, message.foldqLength);
    if (message.fsyncLength !== undefined) writer.uint32(88, message.fsyncLength);
    if (message.realtLength !== undefined) writer.uint32(96, message.realtLength);
  },
  read(
    reader,
    end,
    message = { queuename: undefined, queueExists: undefined, foldqLength: undefined, fsyncLength: undefined, realtLength: undefined },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.queuename = reader.bytes(end);
          break;
        case 16:
          message.queueExists = reader.bool();
          break;
        case 80:
          message.foldqLength = reader.uint32();
          break;
        case 88:
          message.fsyncLength = reader.uint32();
          break;
        case 96:
          message.realtLength = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 206. */
export interface RpbMembershipReq {
  queuename: Buffer | undefined;
}
export const RpbMembershipReq: Codec<RpbMembershipReq> = {
  name: 'RpbMembershipReq',
  code: 206,
  write(writer, message) {
    if (message.queuename !== undefined) writer.bytes(10, message.queuename);
  },
  read(reader, end, message = { queuename: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.queuename = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 207. */
export interface RpbMembershipResp {
  upNodes: RpbClusterMemberEntry[];
}
export const RpbMembershipResp: Codec<RpbMembershipResp> = {
  name: 'RpbMembershipResp',
  code: 207,
  write(writer, message) {
    if (message.upNodes !== undefined) for (const item of message.upNodes) writer.message(10, RpbClusterMemberEntry, item);
  },
  read(reader, end, message = { upNodes: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.upNodes.push(reader.message(RpbClusterMemberEntry, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 210. */
export interface RpbAaeFoldMergeRootNValReq {
  nVal: number | undefined;
}
export const RpbAaeFoldMergeRootNValReq: Codec<RpbAaeFoldMergeRootNValReq> = {
  name: 'RpbAaeFoldMergeRootNValReq',
  code: 210,
  write(writer, message) {
    if (message.nVal !== undefined) writer.uint32(8, message.nVal);
  },
  read(reader, end, message = { nVal: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.nVal = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 211. */
export interface RpbAaeFoldMergeBranchNValReq {
  nVal: number | undefined;
  idFilter: number[];
}
export const RpbAaeFoldMergeBranchNValReq: Codec<RpbAaeFoldMergeBranchNValReq> = {
  name: 'RpbAaeFoldMergeBranchNValReq',
  code: 211,
  write(writer, message) {
    if (message.nVal !== undefined) writer.uint32(8, message.nVal);
    if (message.idFilter !== undefined) for (const item of message.idFilter) writer.uint32(16, item);
  },
  read(reader, end, message = { nVal: undefined, idFilter: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.nVal = reader.uint32();
          break;
        case 16:
          message.idFilter.push(reader.uint32());
          break;
        case 18:
          for (const last = reader.length(end); reader.position < last; ) message.idFilter.push(reader.uint32());
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 212. */
export interface RpbAaeFoldFetchClocksNValReq {
  nVal: number | undefined;
  idFilter: number[];
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
}
export const RpbAaeFoldFetchClocksNValReq: Codec<RpbAaeFoldFetchClocksNValReq> = {
  name: 'RpbAaeFoldFetchClocksNValReq',
  code: 212,
  write(writer, message) {
    if (message.nVal !== undefined) writer.uint32(8, message.nVal);
    if (message.idFilter !== undefined) for (const item of message.idFilter) writer.uint32(16, item);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
  },
  read(reader, end, message = { nVal: undefined, idFilter: [], modifiedRange: undefined, lastModStart: undefined, lastModEnd: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.nVal = reader.uint32();
          break;
        case 16:
          message.idFilter.push(reader.uint32());
          break;
        case 18:
          for (const last = reader.length(end); reader.position < last; ) message.idFilter.push(reader.uint32());
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 213. */
export interface RpbAaeFoldMergeTreesRangeReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  treeSize: number | undefined;
  segmentFilter: boolean | undefined;
  idFilter: number[];
  filterTreeSize: number | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
  usePrehash: boolean | undefined;
  initVector: number | undefined;
}
export const RpbAaeFoldMergeTreesRangeReq: Codec<RpbAaeFoldMergeTreesRangeReq> = {
  name: 'RpbAaeFoldMergeTreesRangeReq',
  code: 213,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.treeSize !== undefined) writer.uint32(160, message.treeSize);
    if (message.segmentFilter !== undefined) writer.bool(240, message.segmentFilter);
    if (message.idFilter !== undefined) for (const item of message.idFilter) writer.uint32(248, item);
    if (message.filterTreeSize !== undefined) writer.uint32(256, message.filterTreeSize);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
    if (message.usePrehash !== undefined) writer.bool(400, message.usePrehash);
    if (message.initVector !== undefined) writer.uint32(408, message.initVector);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      treeSize: undefined,
      segmentFilter: undefined,
      idFilter: [],
      filterTreeSize: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
      usePrehash: undefined,
      initVector: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 160:
          message.treeSize = reader.uint32();
          break;
        case 240:
          message.segmentFilter = reader.bool();
          break;
        case 248:
          message.idFilter.push(reader.uint32());
          break;
        case 250:
          for (const last = reader.length(end); reader.position < last; ) message.idFilter.push(reader.uint32());
          break;
        case 256:
          message.filterTreeSize = reader.uint32();
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        case 400:
          message.usePrehash = reader.bool();
          break;
        case 408:
          message.initVector = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 214. */
export interface RpbAaeFoldFetchClocksRangeReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  segmentFilter: boolean | undefined;
  idFilter: number[];
  filterTreeSize: number | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
}
export const RpbAaeFoldFetchClocksRangeReq: Codec<RpbAaeFoldFetchClocksRangeReq> = {
  name: 'RpbAaeFoldFetchClocksRangeReq',
  code: 214,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.segmentFilter !== undefined) writer.bool(240, message.segmentFilter);
    if (message.idFilter !== undefined) for (const item of message.idFilter) writer.uint32(248, item);
    if (message.filterTreeSize !== undefined) writer.uint32(256, message.filterTreeSize);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      segmentFilter: undefined,
      idFilter: [],
      filterTreeSize: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 240:
          message.segmentFilter = reader.bool();
          break;
        case 248:
          message.idFilter.push(reader.uint32());
          break;
        case 250:
          for (const last = reader.length(end); reader.position < last; ) message.idFilter.push(reader.uint32());
          break;
        case 256:
          message.filterTreeSize = reader.uint32();
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 215. */
export interface RpbAaeFoldFindKeysReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
  finder: number | undefined;
  findLimit: number | undefined;
}
export const RpbAaeFoldFindKeysReq: Codec<RpbAaeFoldFindKeysReq> = {
  name: 'RpbAaeFoldFindKeysReq',
  code: 215,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
    if (message.finder !== undefined) writer.uint32(400, message.finder);
    if (message.findLimit !== undefined) writer.uint32(408, message.findLimit);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
      finder: undefined,
      findLimit: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        case 400:
          message.finder = reader.uint32();
          break;
        case 408:
          message.findLimit = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 216. */
export interface RpbAaeFoldObjectStatsReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
}
export const RpbAaeFoldObjectStatsReq: Codec<RpbAaeFoldObjectStatsReq> = {
  name: 'RpbAaeFoldObjectStatsReq',
  code: 216,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 217. */
export interface RpbAaeFoldReplKeysReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
  queuename: Buffer | undefined;
}
export const RpbAaeFoldReplKeysReq: Codec<RpbAaeFoldReplKeysReq> = {
  name: 'RpbAaeFoldReplKeysReq',
  code: 217,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
    if (message.queuename !== undefined) writer.bytes(402, message.queuename);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
      queuename: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        case 402:
          message.queuename = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 218. */
export interface RpbAaeFoldFindTombsReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  segmentFilter: boolean | undefined;
  idFilter: number[];
  filterTreeSize: number | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
}
export const RpbAaeFoldFindTombsReq: Codec<RpbAaeFoldFindTombsReq> = {
  name: 'RpbAaeFoldFindTombsReq',
  code: 218,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.segmentFilter !== undefined) writer.bool(240, message.segmentFilter);
    if (message.idFilter !== undefined) for (const item of message.idFilter) writer.uint32(248, item);
    if (message.filterTreeSize !== undefined) writer.uint32(256, message.filterTreeSize);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      segmentFilter: undefined,
      idFilter: [],
      filterTreeSize: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 240:
          message.segmentFilter = reader.bool();
          break;
        case 248:
          message.idFilter.push(reader.uint32());
          break;
        case 250:
          for (const last = reader.length(end); reader.position < last; ) message.idFilter.push(reader.uint32());
          break;
        case 256:
          message.filterTreeSize = reader.uint32();
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 219. */
export interface RpbAaeFoldRepairKeysReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
}
export const RpbAaeFoldRepairKeysReq: Codec<RpbAaeFoldRepairKeysReq> = {
  name: 'RpbAaeFoldRepairKeysReq',
  code: 219,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 220. */
export interface RpbAaeFoldTreeResp {
  size: number | undefined;
  levelOne: Buffer | undefined;
  levelTwo: Buffer[];
}
export const RpbAaeFoldTreeResp: Codec<RpbAaeFoldTreeResp> = {
  name: 'RpbAaeFoldTreeResp',
  code: 220,
  write(writer, message) {
    if (message.size !== undefined) writer.uint32(8, message.size);
    if (message.levelOne !== undefined) writer.bytes(18, message.levelOne);
    if (message.levelTwo !== undefined) for (const item of message.levelTwo) writer.bytes(26, item);
  },
  read(reader, end, message = { size: undefined, levelOne: undefined, levelTwo: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.size = reader.uint32();
          break;
        case 18:
          message.levelOne = reader.bytes(end);
          break;
        case 26:
          message.levelTwo.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 221. */
export interface RpbAaeFoldKeyValueResp {
  responseType: Buffer | undefined;
  keysValue: RpbKeysValue[];
}
export const RpbAaeFoldKeyValueResp: Codec<RpbAaeFoldKeyValueResp> = {
  name: 'RpbAaeFoldKeyValueResp',
  code: 221,
  write(writer, message) {
    if (message.responseType !== undefined) writer.bytes(10, message.responseType);
    if (message.keysValue !== undefined) for (const item of message.keysValue) writer.message(18, RpbKeysValue, item);
  },
  read(reader, end, message = { responseType: undefined, keysValue: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.responseType = reader.bytes(end);
          break;
        case 18:
          message.keysValue.push(reader.message(RpbKeysValue, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 222. */
export interface RpbAaeFoldKeyCountResp {
  responseType: Buffer | undefined;
  keysCount: RpbKeysCount[];
}
export const RpbAaeFoldKeyCountResp: Codec<RpbAaeFoldKeyCountResp> = {
  name: 'RpbAaeFoldKeyCountResp',
  code: 222,
  write(writer, message) {
    if (message.responseType !== undefined) writer.bytes(10, message.responseType);
    if (message.keysCount !== undefined) for (const item of message.keysCount) writer.message(18, RpbKeysCount, item);
  },
  read(reader, end, message = { responseType: undefined, keysCount: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.responseType = reader.bytes(end);
          break;
        case 18:
          message.keysCount.push(reader.message(RpbKeysCount, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 223. */
export interface RpbAaeFoldListBucketsReq {
  nVal: number | undefined;
}
export const RpbAaeFoldListBucketsReq: Codec<RpbAaeFoldListBucketsReq> = {
  name: 'RpbAaeFoldListBucketsReq',
  code: 223,
  write(writer, message) {
    if (message.nVal !== undefined) writer.uint32(8, message.nVal);
  },
  read(reader, end, message = { nVal: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.nVal = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 224. */
export interface RpbAaeFoldListBucketsResp {
  bucketList: RpbAaeFoldBucket[];
}
export const RpbAaeFoldListBucketsResp: Codec<RpbAaeFoldListBucketsResp> = {
  name: 'RpbAaeFoldListBucketsResp',
  code: 224,
  write(writer, message) {
    if (message.bucketList !== undefined) for (const item of message.bucketList) writer.message(10, RpbAaeFoldBucket, item);
  },
  read(reader, end, message = { bucketList: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucketList.push(reader.message(RpbAaeFoldBucket, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 230. */
export interface RpbAaeFoldReapTombsReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  segmentFilter: boolean | undefined;
  idFilter: number[];
  filterTreeSize: number | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
  changeMethod: number | undefined;
  jobId: number | undefined;
}
export const RpbAaeFoldReapTombsReq: Codec<RpbAaeFoldReapTombsReq> = {
  name: 'RpbAaeFoldReapTombsReq',
  code: 230,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.segmentFilter !== undefined) writer.bool(240, message.segmentFilter);
    if (message.idFilter !== undefined) for (const item of message.idFilter) writer.uint32(248, item);
    if (message.filterTreeSize !== undefined) writer.uint32(256, message.filterTreeSize);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
    if (message.changeMethod !== undefined) writer.uint32(400, message.changeMethod);
    if (message.jobId !== undefined) writer.uint32(408, message.jobId);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      segmentFilter: undefined,
      idFilter: [],
      filterTreeSize: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
      changeMethod: undefined,
      jobId: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 240:
          message.segmentFilter = reader.bool();
          break;
        case 248:
          message.idFilter.push(reader.uint32());
          break;
        case 250:
          for (const last = reader.length(end); reader.position < last; ) message.idFilter.push(reader.uint32());
          break;
        case 256:
          message.filterTreeSize = reader.uint32();
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        case 400:
          message.changeMethod = reader.uint32();
          break;
        case 408:
          message.jobId = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 231. */
export interface RpbAaeFoldEraseKeysReq {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  keyRange: boolean | undefined;
  startKey: Buffer | undefined;
  endKey: Buffer | undefined;
  segmentFilter: boolean | undefined;
  idFilter: number[];
  filterTreeSize: number | undefined;
  modifiedRange: boolean | undefined;
  lastModStart: number | undefined;
  lastModEnd: number | undefined;
  changeMethod: number | undefined;
  jobId: number | undefined;
}
export const RpbAaeFoldEraseKeysReq: Codec<RpbAaeFoldEraseKeysReq> = {
  name: 'RpbAaeFoldEraseKeysReq',
  code: 231,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.keyRange !== undefined) writer.bool(80, message.keyRange);
    if (message.startKey !== undefined) writer.bytes(90, message.startKey);
    if (message.endKey !== undefined) writer.bytes(98, message.endKey);
    if (message.segmentFilter !== undefined) writer.bool(240, message.segmentFilter);
    if (message.idFilter !== undefined) for (const item of message.idFilter) writer.uint32(248, item);
    if (message.filterTreeSize !== undefined) writer.uint32(256, message.filterTreeSize);
    if (message.modifiedRange !== undefined) writer.bool(320, message.modifiedRange);
    if (message.lastModStart !== undefined) writer.uint32(328, message.lastModStart);
    if (message.lastModEnd !== undefined) writer.uint32(336, message.lastModEnd);
    if (message.changeMethod !== undefined) writer.uint32(400, message.changeMethod);
    if (message.jobId !== undefined) writer.uint32(408, message.jobId);
  },
  read(
    reader,
    end,
    message = {
      type: undefined,
      bucket: undefined,
      keyRange: undefined,
      startKey: undefined,
      endKey: undefined,
      segmentFilter: undefined,
      idFilter: [],
      filterTreeSize: undefined,
      modifiedRange: undefined,
      lastModStart: undefined,
      lastModEnd: undefined,
      changeMethod: undefined,
      jobId: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 80:
          message.keyRange = reader.bool();
          break;
        case 90:
          message.startKey = reader.bytes(end);
          break;
        case 98:
          message.endKey = reader.bytes(end);
          break;
        case 240:
          message.segmentFilter = reader.bool();
          break;
        case 248:
          message.idFilter.push(reader.uint32());
          break;
        case 250:
          for (const last = reader.length(end); reader.position < last; ) message.idFilter.push(reader.uint32());
          break;
        case 256:
          message.filterTreeSize = reader.uint32();
          break;
        case 320:
          message.modifiedRange = reader.bool();
          break;
        case 328:
          message.lastModStart = reader.uint32();
          break;
        case 336:
          message.lastModEnd = reader.uint32();
          break;
        case 400:
          message.changeMethod = reader.uint32();
          break;
        case 408:
          message.jobId = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbIndexObject {
  key: Buffer | undefined;
  object: RpbGetResp | undefined;
}
export const RpbIndexObject: Codec<RpbIndexObject> = {
  name: 'RpbIndexObject',
  code: -1,
  write(writer, message) {
    if (message.key !== undefined) writer.bytes(10, message.key);
    if (message.object !== undefined) writer.message(18, RpbGetResp, message.object);
  },
  read(reader, end, message = { key: undefined, object: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.key = reader.bytes(end);
          break;
        case 18:
          message.object = reader.message(RpbGetResp, end, message.object);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbContent {
  value: Buffer | undefined;
  contentType: Buffer | undefined;
  charset: Buffer | undefined;
  contentEncoding: Buffer | undefined;
  vtag: Buffer | undefined;
  links: RpbLink[];
  lastMod: number | undefined;
  lastModUsecs: number | undefined;
  usermeta: RpbPair[];
  indexes: RpbPair[];
  deleted: boolean | undefined;
}
export const RpbContent: Codec<RpbContent> = {
  name: 'RpbContent',
  code: -1,
  write(writer, message) {
    if (message.value !== undefined) writer.bytes(10, message.value);
    if (message.contentType !== undefined) writer.bytes(18, message.contentType);
    if (message.charset !== undefined) writer.bytes(26, message.charset);
    if (message.contentEncoding !== undefined) writer.bytes(34, message.contentEncoding);
    if (message.vtag !== undefined) writer.bytes(42, message.vtag);
    if (message.links !== undefined) for (const item of message.links) writer.message(50, RpbLink, item);
    if (message.lastMod !== undefined) writer.uint32(56, message.lastMod);
    if (message.lastModUsecs !== undefined) writer.uint32(64, message.lastModUsecs);
    if (message.usermeta !== undefined) for (const item of message.usermeta) writer.message(74, RpbPair, item);
    if (message.indexes !== undefined) for (const item of message.indexes) writer.message(82, RpbPair, item);
    if (message.deleted !== undefined) writer.bool(88, message.deleted);
  },
  read(
    reader,
    end,
    message = {
      value: undefined,
      contentType: undefined,
      charset: undefined,
      contentEncoding: undefined,
      vtag: undefined,
      links: [],
      lastMod: undefined,
      lastModUsecs: undefined,
      usermeta: [],
      indexes: [],
      deleted: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.value = reader.bytes(end);
          break;
        case 18:
          message.contentType = reader.bytes(end);
          break;
        case 26:
          message.charset = reader.bytes(end);
          break;
        case 34:
          message.contentEncoding = reader.bytes(end);
          break;
        case 42:
          message.vtag = reader.bytes(end);
          break;
        case 50:
          message.links.push(reader.message(RpbLink, end));
          break;
        case 56:
          message.lastMod = reader.uint32();
          break;
        case 64:
          message.lastModUsecs = reader.uint32();
          break;
        case 74:
          message.usermeta.push(reader.message(RpbPair, end));
          break;
        case 82:
          message.indexes.push(reader.message(RpbPair, end));
          break;
        case 88:
          message.deleted = reader.bool();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbLink {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  tag: Buffer | undefined;
}
export const RpbLink: Codec<RpbLink> = {
  name: 'RpbLink',
  code: -1,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.tag !== undefined) writer.bytes(26, message.tag);
  },
  read(reader, end, message = { bucket: undefined, key: undefined, tag: undefined }) {
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
          message.tag = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbBucketKeyPreflistItem {
  partition: bigint | undefined;
  node: Buffer | undefined;
  primary: boolean | undefined;
}
export const RpbBucketKeyPreflistItem: Codec<RpbBucketKeyPreflistItem> = {
  name: 'RpbBucketKeyPreflistItem',
  code: -1,
  write(writer, message) {
    if (message.partition !== undefined) writer.int64(8, message.partition);
    if (message.node !== undefined) writer.bytes(18, message.node);
    if (message.primary !== undefined) writer.bool(24, message.primary);
  },
  read(reader, end, message = { partition: undefined, node: undefined, primary: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.partition = reader.int64();
          break;
        case 18:
          message.node = reader.bytes(end);
          break;
        case 24:
          message.primary = reader.bool();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbCoverageEntry {
  ip: Buffer | undefined;
  port: number | undefined;
  keyspaceDesc: Buffer | undefined;
  coverContext: Buffer | undefined;
}
export const RpbCoverageEntry: Codec<RpbCoverageEntry> = {
  name: 'RpbCoverageEntry',
  code: -1,
  write(writer, message) {
    if (message.ip !== undefined) writer.bytes(10, message.ip);
    if (message.port !== undefined) writer.uint32(16, message.port);
    if (message.keyspaceDesc !== undefined) writer.bytes(26, message.keyspaceDesc);
    if (message.coverContext !== undefined) writer.bytes(34, message.coverContext);
  },
  read(reader, end, message = { ip: undefined, port: undefined, keyspaceDesc: undefined, coverContext: undefined }) {
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
          message.keyspaceDesc = reader.bytes(end);
          break;
        case 34:
          message.coverContext = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbClusterMemberEntry {
  ip: Buffer | undefined;
  port: number | undefined;
}
export const RpbClusterMemberEntry: Codec<RpbClusterMemberEntry> = {
  name: 'RpbClusterMemberEntry',
  code: -1,
  write(writer, message) {
    if (message.ip !== undefined) writer.bytes(10, message.ip);
    if (message.port !== undefined) writer.uint32(16, message.port);
  },
  read(reader, end, message = { ip: undefined, port: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.ip = reader.bytes(end);
          break;
        case 16:
          message.port = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbAaeFoldBucket {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
}
export const RpbAaeFoldBucket: Codec<RpbAaeFoldBucket> = {
  name: 'RpbAaeFoldBucket',
  code: -1,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
  },
  read(reader, end, message = { type: undefined, bucket: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbKeysValue {
  type: Buffer | undefined;
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  value: Buffer | undefined;
}
export const RpbKeysValue: Codec<RpbKeysValue> = {
  name: 'RpbKeysValue',
  code: -1,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.bucket !== undefined) writer.bytes(18, message.bucket);
    if (message.key !== undefined) writer.bytes(26, message.key);
    if (message.value !== undefined) writer.bytes(34, message.value);
  },
  read(reader, end, message = { type: undefined, bucket: undefined, key: undefined, value: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.bucket = reader.bytes(end);
          break;
        case 26:
          message.key = reader.bytes(end);
          break;
        case 34:
          message.value = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbKeysCount {
  tag: Buffer | undefined;
  order: number | undefined;
  count: number | undefined;
}
export const RpbKeysCount: Codec<RpbKeysCount> = {
  name: 'RpbKeysCount',
  code: -1,
  write(writer, message) {
    if (message.tag !== undefined) writer.bytes(10, message.tag);
    if (message.order !== undefined) writer.uint32(16, message.order);
    if (message.count !== undefined) writer.uint32(24, message.count);
  },
  read(reader, end, message = { tag: undefined, order: undefined, count: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.tag = reader.bytes(end);
          break;
        case 16:
          message.order = reader.uint32();
          break;
        case 24:
          message.count = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};
