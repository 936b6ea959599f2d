// Generated from proto/riak.proto by `pnpm generate`.

import type { Codec } from '../wire/codec.js';

import { type EmptyMessage, emptyMessage } from '../wire/empty-message.js';

export const RpbBucketPropsRpbReplMode = { FALSE: 0, REALTIME: 1, FULLSYNC: 2, TRUE: 3 } as const;

/** Code 0. */
export interface RpbErrorResp {
  errmsg: Buffer | undefined;
  errcode: number | undefined;
}
export const RpbErrorResp: Codec<RpbErrorResp> = {
  name: 'RpbErrorResp',
  code: 0,
  write(writer, message) {
    if (message.errmsg !== undefined) writer.bytes(10, message.errmsg);
    if (message.errcode !== undefined) writer.uint32(16, message.errcode);
  },
  read(reader, end, message = { errmsg: undefined, errcode: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.errmsg = reader.bytes(end);
          break;
        case 16:
          message.errcode = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 1. */
export type RpbPingReq = EmptyMessage;
export const RpbPingReq = emptyMessage('RpbPingReq', 1);

/** Code 2. */
export type RpbPingResp = EmptyMessage;
export const RpbPingResp = emptyMessage('RpbPingResp', 2);

/** Code 7. */
export type RpbGetServerInfoReq = EmptyMessage;
export const RpbGetServerInfoReq = emptyMessage('RpbGetServerInfoReq', 7);

/** Code 8. */
export interface RpbGetServerInfoResp {
  node: Buffer | undefined;
  serverVersion: Buffer | undefined;
}
export const RpbGetServerInfoResp: Codec<RpbGetServerInfoResp> = {
  name: 'RpbGetServerInfoResp',
  code: 8,
  write(writer, message) {
    if (message.node !== undefined) writer.bytes(10, message.node);
    if (message.serverVersion !== undefined) writer.bytes(18, message.serverVersion);
  },
  read(reader, end, message = { node: undefined, serverVersion: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.node = reader.bytes(end);
          break;
        case 18:
          message.serverVersion = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 19. */
export interface RpbGetBucketReq {
  bucket: Buffer | undefined;
  type: Buffer | undefined;
}
export const RpbGetBucketReq: Codec<RpbGetBucketReq> = {
  name: 'RpbGetBucketReq',
  code: 19,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.type !== undefined) writer.bytes(18, message.type);
  },
  read(reader, end, message = { bucket: undefined, type: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucket = reader.bytes(end);
          break;
        case 18:
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 20. */
export interface RpbGetBucketResp {
  props: RpbBucketProps | undefined;
}
export const RpbGetBucketResp: Codec<RpbGetBucketResp> = {
  name: 'RpbGetBucketResp',
  code: 20,
  write(writer, message) {
    if (message.props !== undefined) writer.message(10, RpbBucketProps, message.props);
  },
  read(reader, end, message = { props: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.props = reader.message(RpbBucketProps, end, message.props);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 21. */
export interface RpbSetBucketReq {
  bucket: Buffer | undefined;
  props: RpbBucketProps | undefined;
  type: Buffer | undefined;
}
export const RpbSetBucketReq: Codec<RpbSetBucketReq> = {
  name: 'RpbSetBucketReq',
  code: 21,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.props !== undefined) writer.message(18, RpbBucketProps, message.props);
    if (message.type !== undefined) writer.bytes(26, message.type);
  },
  read(reader, end, message = { bucket: undefined, props: undefined, type: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucket = reader.bytes(end);
          break;
        case 18:
          message.props = reader.message(RpbBucketProps, end, message.props);
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

/** Code 22. */
export type RpbSetBucketResp = EmptyMessage;
export const RpbSetBucketResp = emptyMessage('RpbSetBucketResp', 22);

/** Code 29. */
export interface RpbResetBucketReq {
  bucket: Buffer | undefined;
  type: Buffer | undefined;
}
export const RpbResetBucketReq: Codec<RpbResetBucketReq> = {
  name: 'RpbResetBucketReq',
  code: 29,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.type !== undefined) writer.bytes(18, message.type);
  },
  read(reader, end, message = { bucket: undefined, type: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.bucket = reader.bytes(end);
          break;
        case 18:
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 30. */
export type RpbResetBucketResp = EmptyMessage;
export const RpbResetBucketResp = emptyMessage('RpbResetBucketResp', 30);

/** Code 31. */
export interface RpbGetBucketTypeReq {
  type: Buffer | undefined;
}
export const RpbGetBucketTypeReq: Codec<RpbGetBucketTypeReq> = {
  name: 'RpbGetBucketTypeReq',
  code: 31,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
  },
  read(reader, end, message = { type: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 32. */
export interface RpbSetBucketTypeReq {
  type: Buffer | undefined;
  props: RpbBucketProps | undefined;
}
export const RpbSetBucketTypeReq: Codec<RpbSetBucketTypeReq> = {
  name: 'RpbSetBucketTypeReq',
  code: 32,
  write(writer, message) {
    if (message.type !== undefined) writer.bytes(10, message.type);
    if (message.props !== undefined) writer.message(18, RpbBucketProps, message.props);
  },
  read(reader, end, message = { type: undefined, props: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.type = reader.bytes(end);
          break;
        case 18:
          message.props = reader.message(RpbBucketProps, end, message.props);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 253. */
export interface RpbAuthReq {
  user: Buffer | undefined;
  password: Buffer | undefined;
}
export const RpbAuthReq: Codec<RpbAuthReq> = {
  name: 'RpbAuthReq',
  code: 253,
  write(writer, message) {
    if (message.user !== undefined) writer.bytes(10, message.user);
    if (message.password !== undefined) writer.bytes(18, message.password);
  },
  read(reader, end, message = { user: undefined, password: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.user = reader.bytes(end);
          break;
        case 18:
          message.password = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 254. */
export type RpbAuthResp = EmptyMessage;
export const RpbAuthResp = emptyMessage('RpbAuthResp', 254);

/** Code 255. */
export type RpbStartTls = EmptyMessage;
export const RpbStartTls = emptyMessage('RpbStartTls', 255);

/** Nested only. */
export interface RpbPair {
  key: Buffer | undefined;
  value: Buffer | undefined;
}
export const RpbPair: Codec<RpbPair> = {
  name: 'RpbPair',
  code: -1,
  write(writer, message) {
    if (message.key !== undefined) writer.bytes(10, message.key);
    if (message.value !== undefined) writer.bytes(18, message.value);
  },
  read(reader, end, message = { key: undefined, value: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.key = reader.bytes(end);
          break;
        case 18:
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
export interface RpbModFun {
  module: Buffer | undefined;
  function: Buffer | undefined;
}
export const RpbModFun: Codec<RpbModFun> = {
  name: 'RpbModFun',
  code: -1,
  write(writer, message) {
    if (message.module !== undefined) writer.bytes(10, message.module);
    if (message.function !== undefined) writer.bytes(18, message.function);
  },
  read(reader, end, message = { module: undefined, function: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.module = reader.bytes(end);
          break;
        case 18:
          message.function = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbCommitHook {
  modfun: RpbModFun | undefined;
  name: Buffer | undefined;
}
export const RpbCommitHook: Codec<RpbCommitHook> = {
  name: 'RpbCommitHook',
  code: -1,
  write(writer, message) {
    if (message.modfun !== undefined) writer.message(10, RpbModFun, message.modfun);
    if (message.name !== undefined) writer.bytes(18, message.name);
  },
  read(reader, end, message = { modfun: undefined, name: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.modfun = reader.message(RpbModFun, end, message.modfun);
          break;
        case 18:
          message.name = reader.bytes(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface RpbBucketProps {
  nVal: number | undefined;
  allowMult: boolean | undefined;
  lastWriteWins: boolean | undefined;
  precommit: RpbCommitHook[];
  hasPrecommit: boolean | undefined;
  postcommit: RpbCommitHook[];
  hasPostcommit: boolean | undefined;
  chashKeyfun: RpbModFun | undefined;
  linkfun: RpbModFun | undefined;
  oldVclock: number | undefined;
  youngVclock: number | undefined;
  bigVclock: number | undefined;
  smallVclock: number | undefined;
  pr: number | undefined;
  r: number | undefined;
  w: number | undefined;
  pw: number | undefined;
  dw: number | undefined;
  rw: number | undefined;
  basicQuorum: boolean | undefined;
  notfoundOk: boolean | undefined;
  backend: Buffer | undefined;
  search: boolean | undefined;
  repl: number | undefined;
  searchIndex: Buffer | undefined;
  datatype: Buffer | undefined;
  consistent: boolean | undefined;
  writeOnce: boolean | undefined;
  hllPrecision: number | undefined;
}
export const RpbBucketProps: Codec<RpbBucketProps> = {
  name: 'RpbBucketProps',
  code: -1,
  write(writer, message) {
    if (message.nVal !== undefined) writer.uint32(8, message.nVal);
    if (message.allowMult !== undefined) writer.bool(16, message.allowMult);
    if (message.lastWriteWins !== undefined) writer.bool(24, message.lastWriteWins);
    if (message.precommit !== undefined) for (const item of message.precommit) writer.message(34, RpbCommitHook, item);
    if (message.hasPrecommit !== undefined) writer.bool(40, message.hasPrecommit);
    if (message.postcommit !== undefined) for (const item of message.postcommit) writer.message(50, RpbCommitHook, item);
    if (message.hasPostcommit !== undefined) writer.bool(56, message.hasPostcommit);
    if (message.chashKeyfun !== undefined) writer.message(66, RpbModFun, message.chashKeyfun);
    if (message.linkfun !== undefined) writer.message(74, RpbModFun, message.linkfun);
    if (message.oldVclock !== undefined) writer.uint32(80, message.oldVclock);
    if (message.youngVclock !== undefined) writer.uint32(88, message.youngVclock);
    if (message.bigVclock !== undefined) writer.uint32(96, message.bigVclock);
    if (message.smallVclock !== undefined) writer.uint32(104, message.smallVclock);
    if (message.pr !== undefined) writer.uint32(112, message.pr);
    if (message.r !== undefined) writer.uint32(120, message.r);
    if (message.w !== undefined) writer.uint32(128, message.w);
    if (message.pw !== undefined) writer.uint32(136, message.pw);
    if (message.dw !== undefined) writer.uint32(144, message.dw);
    if (message.rw !== undefined) writer.uint32(152, message.rw);
    if (message.basicQuorum !== undefined) writer.bool(160, message.basicQuorum);
    if (message.notfoundOk !== undefined) writer.bool(168, message.notfoundOk);
    if (message.backend !== undefined) writer.bytes(178, message.backend);
    if (message.search !== undefined) writer.bool(184, message.search);
    if (message.repl !== undefined) writer.uint32(192, message.repl);
    if (message.searchIndex !== undefined) writer.bytes(202, message.searchIndex);
    if (message.datatype !== undefined) writer.bytes(210, message.datatype);
    if (message.consistent !== undefined) writer.bool(216, message.consistent);
    if (message.writeOnce !== undefined) writer.bool(224, message.writeOnce);
    if (message.hllPrecision !== undefined) writer.uint32(232, message.hllPrecision);
  },
  read(
    reader,
    end,
    message = {
      nVal: undefined,
      allowMult: undefined,
      lastWriteWins: undefined,
      precommit: [],
      hasPrecommit: undefined,
      postcommit: [],
      hasPostcommit: undefined,
      chashKeyfun: undefined,
      linkfun: undefined,
      oldVclock: undefined,
      youngVclock: undefined,
      bigVclock: undefined,
      smallVclock: undefined,
      pr: undefined,
      r: undefined,
      w: undefined,
      pw: undefined,
      dw: undefined,
      rw: undefined,
      basicQuorum: undefined,
      notfoundOk: undefined,
      backend: undefined,
      search: undefined,
      repl: undefined,
      searchIndex: undefined,
      datatype: undefined,
      consistent: undefined,
      writeOnce: undefined,
      hllPrecision: undefined,
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.nVal = reader.uint32();
          break;
        case 16:
          message.allowMult = reader.bool();
          break;
        case 24:
          message.lastWriteWins = reader.bool();
          break;
        case 34:
          message.precommit.push(reader.message(RpbCommitHook, end));
          break;
        case 40:
          message.hasPrecommit = reader.bool();
          break;
        case 50:
          message.postcommit.push(reader.message(RpbCommitHook, end));
          break;
        case 56:
          message.hasPostcommit = reader.bool();
          break;
        case 66:
          message.chashKeyfun = reader.message(RpbModFun, end, message.chashKeyfun);
          break;
        case 74:
          message.linkfun = reader.message(RpbModFun, end, message.linkfun);
          break;
        case 80:
          message.oldVclock = reader.uint32();
          break;
        case 88:
          message.youngVclock = reader.uint32();
          break;
        case 96:
          message.bigVclock = reader.uint32();
          break;
        case 104:
          message.smallVclock = reader.uint32();
          break;
        case 112:
          message.pr = reader.uint32();
          break;
        case 120:
          message.r = reader.uint32();
          break;
        case 128:
          message.w = reader.uint32();
          break;
        case 136:
          message.pw = reader.uint32();
          break;
        case 144:
          message.dw = reader.uint32();
          break;
        case 152:
          message.rw = reader.uint32();
          break;
        case 160:
          message.basicQuorum = reader.bool();
          break;
        case 168:
          message.notfoundOk = reader.bool();
          break;
        case 178:
          message.backend = reader.bytes(end);
          break;
        case 184:
          message.search = reader.bool();
          break;
        case 192:
          message.repl = reader.uint32();
          break;
        case 202:
          message.searchIndex = reader.bytes(end);
          break;
        case 210:
          message.datatype = reader.bytes(end);
          break;
        case 216:
          message.consistent = reader.bool();
          break;
        case 224:
          message.writeOnce = reader.bool();
          break;
        case 232:
          message.hllPrecision = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};
