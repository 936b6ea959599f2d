// Generated from proto/riak_dt.proto by `pnpm generate`.

import type { Codec } from '../wire/codec.js';

export const DtFetchRespDataType = { COUNTER: 1, SET: 2, MAP: 3, HLL: 4, GSET: 5 } as const;

export const MapFieldMapFieldType = { COUNTER: 1, SET: 2, REGISTER: 3, FLAG: 4, MAP: 5 } as const;

export const MapUpdateFlagOp = { ENABLE: 1, DISABLE: 2 } as const;

/** Code 80. */
export interface DtFetchReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  type: Buffer | undefined;
  r: number | undefined;
  pr: number | undefined;
  basicQuorum: boolean | undefined;
  notfoundOk: boolean | undefined;
  timeout: number | undefined;
  sloppyQuorum: boolean | undefined;
  nVal: number | undefined;
  includeContext: boolean | undefined;
  nodeConfirms: number | undefined;
}
export const DtFetchReq: Codec<DtFetchReq> = {
  name: 'DtFetchReq',
  code: 80,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.type !== undefined) writer.bytes(26, message.type);
    if (message.r !== undefined) writer.uint32(32, message.r);
    if (message.pr !== undefined) writer.uint32(40, message.pr);
    if (message.basicQuorum !== undefined) writer.bool(48, message.basicQuorum);
    if (message.notfoundOk !== undefined) writer.bool(56, message.notfoundOk);
    if (message.timeout !== undefined) writer.uint32(64, message.timeout);
    if (message.sloppyQuorum !== undefined) writer.bool(72, message.sloppyQuorum);
    if (message.nVal !== undefined) writer.uint32(80, message.nVal);
    if (message.includeContext !== undefined) writer.bool(88, message.includeContext);
    if (message.nodeConfirms !== undefined) writer.uint32(96, message.nodeConfirms);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      type: undefined,
      r: undefined,
      pr: undefined,
      basicQuorum: undefined,
      notfoundOk: undefined,
      timeout: undefined,
      sloppyQuorum: undefined,
      nVal: undefined,
      includeContext: undefined,
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
          message.type = reader.bytes(end);
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
        case 64:
          message.timeout = reader.uint32();
          break;
        case 72:
          message.sloppyQuorum = reader.bool();
          break;
        case 80:
          message.nVal = reader.uint32();
          break;
        case 88:
          message.includeContext = reader.bool();
          break;
        case 96:
          message.nodeConfirms = reader.uint32();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 81. */
export interface DtFetchResp {
  context: Buffer | undefined;
  type: number | undefined;
  value: DtValue | undefined;
}
export const DtFetchResp: Codec<DtFetchResp> = {
  name: 'DtFetchResp',
  code: 81,
  write(writer, message) {
    if (message.context !== undefined) writer.bytes(10, message.context);
    if (message.type !== undefined) writer.uint32(16, message.type);
    if (message.value !== undefined) writer.message(26, DtValue, message.value);
  },
  read(reader, end, message = { context: undefined, type: undefined, value: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.context = reader.bytes(end);
          break;
        case 16:
          message.type = reader.uint32();
          break;
        case 26:
          message.value = reader.message(DtValue, end, message.value);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Code 82. */
export interface DtUpdateReq {
  bucket: Buffer | undefined;
  key: Buffer | undefined;
  type: Buffer | undefined;
  context: Buffer | undefined;
  op: DtOp | undefined;
  w: number | undefined;
  dw: number | undefined;
  pw: number | undefined;
  returnBody: boolean | undefined;
  timeout: number | undefined;
  sloppyQuorum: boolean | undefined;
  nVal: number | undefined;
  includeContext: boolean | undefined;
  nodeConfirms: number | undefined;
}
export const DtUpdateReq: Codec<DtUpdateReq> = {
  name: 'DtUpdateReq',
  code: 82,
  write(writer, message) {
    if (message.bucket !== undefined) writer.bytes(10, message.bucket);
    if (message.key !== undefined) writer.bytes(18, message.key);
    if (message.type !== undefined) writer.bytes(26, message.type);
    if (message.context !== undefined) writer.bytes(34, message.context);
    if (message.op !== undefined) writer.message(42, DtOp, message.op);
    if (message.w !== undefined) writer.uint32(48, message.w);
    if (message.dw !== undefined) writer.uint32(56, message.dw);
    if (message.pw !== undefined) writer.uint32(64, message.pw);
    if (message.returnBody !== undefined) writer.bool(72, message.returnBody);
    if (message.timeout !== undefined) writer.uint32(80, message.timeout);
    if (message.sloppyQuorum !== undefined) writer.bool(88, message.sloppyQuorum);
    if (message.nVal !== undefined) writer.uint32(96, message.nVal);
    if (message.includeContext !== undefined) writer.bool(104, message.includeContext);
    if (message.nodeConfirms !== undefined) writer.uint32(112, message.nodeConfirms);
  },
  read(
    reader,
    end,
    message = {
      bucket: undefined,
      key: undefined,
      type: undefined,
      context: undefined,
      op: undefined,
      w: undefined,
      dw: undefined,
      pw: undefined,
      returnBody: undefined,
      timeout: undefined,
      sloppyQuorum: undefined,
      nVal: undefined,
      includeContext: undefined,
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
          message.type = reader.bytes(end);
          break;
        case 34:
          message.context = reader.bytes(end);
          break;
        case 42:
          message.op = reader.message(DtOp, end, message.op);
          break;
        case 48:
          message.w = reader.uint32();
          break;
        case 56:
          message.dw = reader.uint32();
          break;
        case 64:
          message.pw = reader.uint32();
          break;
        case 72:
          message.returnBody = reader.bool();
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
        case 104:
          message.includeContext = reader.bool();
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

/** Code 83. */
export interface DtUpdateResp {
  key: Buffer | undefined;
  context: Buffer | undefined;
  counterValue: bigint | undefined;
  setValue: Buffer[];
  mapValue: MapEntry[];
  hllValue: bigint | undefined;
  gsetValue: Buffer[];
}
export const DtUpdateResp: Codec<DtUpdateResp> = {
  name: 'DtUpdateResp',
  code: 83,
  write(writer, message) {
    if (message.key !== undefined) writer.bytes(10, message.key);
    if (message.context !== undefined) writer.bytes(18, message.context);
    if (message.counterValue !== undefined) writer.sint64(24, message.counterValue);
    if (message.setValue !== undefined) for (const item of message.setValue) writer.bytes(34, item);
    if (message.mapValue !== undefined) for (const item of message.mapValue) writer.message(42, MapEntry, item);
    if (message.hllValue !== undefined) writer.uint64(48, message.hllValue);
    if (message.gsetValue !== undefined) for (const item of message.gsetValue) writer.bytes(58, item);
  },
  read(
    reader,
    end,
    message = {
      key: undefined,
      context: undefined,
      counterValue: undefined,
      setValue: [],
      mapValue: [],
      hllValue: undefined,
      gsetValue: [],
    },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.key = reader.bytes(end);
          break;
        case 18:
          message.context = reader.bytes(end);
          break;
        case 24:
          message.counterValue = reader.sint64();
          break;
        case 34:
          message.setValue.push(reader.bytes(end));
          break;
        case 42:
          message.mapValue.push(reader.message(MapEntry, end));
          break;
        case 48:
          message.hllValue = reader.uint64();
          break;
        case 58:
          message.gsetValue.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface MapField {
  name: Buffer | undefined;
  type: number | undefined;
}
export const MapField: Codec<MapField> = {
  name: 'MapField',
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
export interface MapEntry {
  field: MapField | undefined;
  counterValue: bigint | undefined;
  setValue: Buffer[];
  registerValue: Buffer | undefined;
  flagValue: boolean | undefined;
  mapValue: MapEntry[];
}
export const MapEntry: Codec<MapEntry> = {
  name: 'MapEntry',
  code: -1,
  write(writer, message) {
    if (message.field !== undefined) writer.message(10, MapField, message.field);
    if (message.counterValue !== undefined) writer.sint64(16, message.counterValue);
    if (message.setValue !== undefined) for (const item of message.setValue) writer.bytes(26, item);
    if (message.registerValue !== undefined) writer.bytes(34, message.registerValue);
    if (message.flagValue !== undefined) writer.bool(40, message.flagValue);
    if (message.mapValue !== undefined) for (const item of message.mapValue) writer.message(50, MapEntry, item);
  },
  read(
    reader,
    end,
    message = { field: undefined, counterValue: undefined, setValue: [], registerValue: undefined, flagValue: undefined, mapValue: [] },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.field = reader.message(MapField, end, message.field);
          break;
        case 16:
          message.counterValue = reader.sint64();
          break;
        case 26:
          message.setValue.push(reader.bytes(end));
          break;
        case 34:
          message.registerValue = reader.bytes(end);
          break;
        case 40:
          message.flagValue = reader.bool();
          break;
        case 50:
          message.mapValue.push(reader.message(MapEntry, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface DtValue {
  counterValue: bigint | undefined;
  setValue: Buffer[];
  mapValue: MapEntry[];
  hllValue: bigint | undefined;
  gsetValue: Buffer[];
}
export const DtValue: Codec<DtValue> = {
  name: 'DtValue',
  code: -1,
  write(writer, message) {
    if (message.counterValue !== undefined) writer.sint64(8, message.counterValue);
    if (message.setValue !== undefined) for (const item of message.setValue) writer.bytes(18, item);
    if (message.mapValue !== undefined) for (const item of message.mapValue) writer.message(26, MapEntry, item);
    if (message.hllValue !== undefined) writer.uint64(32, message.hllValue);
    if (message.gsetValue !== undefined) for (const item of message.gsetValue) writer.bytes(42, item);
  },
  read(reader, end, message = { counterValue: undefined, setValue: [], mapValue: [], hllValue: undefined, gsetValue: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.counterValue = reader.sint64();
          break;
        case 18:
          message.setValue.push(reader.bytes(end));
          break;
        case 26:
          message.mapValue.push(reader.message(MapEntry, end));
          break;
        case 32:
          message.hllValue = reader.uint64();
          break;
        case 42:
          message.gsetValue.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface CounterOp {
  increment: bigint | undefined;
}
export const CounterOp: Codec<CounterOp> = {
  name: 'CounterOp',
  code: -1,
  write(writer, message) {
    if (message.increment !== undefined) writer.sint64(8, message.increment);
  },
  read(reader, end, message = { increment: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 8:
          message.increment = reader.sint64();
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface SetOp {
  adds: Buffer[];
  removes: Buffer[];
}
export const SetOp: Codec<SetOp> = {
  name: 'SetOp',
  code: -1,
  write(writer, message) {
    if (message.adds !== undefined) for (const item of message.adds) writer.bytes(10, item);
    if (message.removes !== undefined) for (const item of message.removes) writer.bytes(18, item);
  },
  read(reader, end, message = { adds: [], removes: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.adds.push(reader.bytes(end));
          break;
        case 18:
          message.removes.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface GSetOp {
  adds: Buffer[];
}
export const GSetOp: Codec<GSetOp> = {
  name: 'GSetOp',
  code: -1,
  write(writer, message) {
    if (message.adds !== undefined) for (const item of message.adds) writer.bytes(10, item);
  },
  read(reader, end, message = { adds: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.adds.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface HllOp {
  adds: Buffer[];
}
export const HllOp: Codec<HllOp> = {
  name: 'HllOp',
  code: -1,
  write(writer, message) {
    if (message.adds !== undefined) for (const item of message.adds) writer.bytes(10, item);
  },
  read(reader, end, message = { adds: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.adds.push(reader.bytes(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface MapUpdate {
  field: MapField | undefined;
  counterOp: CounterOp | undefined;
  setOp: SetOp | undefined;
  registerOp: Buffer | undefined;
  flagOp: number | undefined;
  mapOp: MapOp | undefined;
}
export const MapUpdate: Codec<MapUpdate> = {
  name: 'MapUpdate',
  code: -1,
  write(writer, message) {
    if (message.field !== undefined) writer.message(10, MapField, message.field);
    if (message.counterOp !== undefined) writer.message(18, CounterOp, message.counterOp);
    if (message.setOp !== undefined) writer.message(26, SetOp, message.setOp);
    if (message.registerOp !== undefined) writer.bytes(34, message.registerOp);
    if (message.flagOp !== undefined) writer.uint32(40, message.flagOp);
    if (message.mapOp !== undefined) writer.message(50, MapOp, message.mapOp);
  },
  read(
    reader,
    end,
    message = { field: undefined, counterOp: undefined, setOp: undefined, registerOp: undefined, flagOp: undefined, mapOp: undefined },
  ) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.field = reader.message(MapField, end, message.field);
          break;
        case 18:
          message.counterOp = reader.message(CounterOp, end, message.counterOp);
          break;
        case 26:
          message.setOp = reader.message(SetOp, end, message.setOp);
          break;
        case 34:
          message.registerOp = reader.bytes(end);
          break;
        case 40:
          message.flagOp = reader.uint32();
          break;
        case 50:
          message.mapOp = reader.message(MapOp, end, message.mapOp);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface MapOp {
  removes: MapField[];
  updates: MapUpdate[];
}
export const MapOp: Codec<MapOp> = {
  name: 'MapOp',
  code: -1,
  write(writer, message) {
    if (message.removes !== undefined) for (const item of message.removes) writer.message(10, MapField, item);
    if (message.updates !== undefined) for (const item of message.updates) writer.message(18, MapUpdate, item);
  },
  read(reader, end, message = { removes: [], updates: [] }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.removes.push(reader.message(MapField, end));
          break;
        case 18:
          message.updates.push(reader.message(MapUpdate, end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};

/** Nested only. */
export interface DtOp {
  counterOp: CounterOp | undefined;
  setOp: SetOp | undefined;
  mapOp: MapOp | undefined;
  hllOp: HllOp | undefined;
  gsetOp: GSetOp | undefined;
}
export const DtOp: Codec<DtOp> = {
  name: 'DtOp',
  code: -1,
  write(writer, message) {
    if (message.counterOp !== undefined) writer.message(10, CounterOp, message.counterOp);
    if (message.setOp !== undefined) writer.message(18, SetOp, message.setOp);
    if (message.mapOp !== undefined) writer.message(26, MapOp, message.mapOp);
    if (message.hllOp !== undefined) writer.message(34, HllOp, message.hllOp);
    if (message.gsetOp !== undefined) writer.message(42, GSetOp, message.gsetOp);
  },
  read(reader, end, message = { counterOp: undefined, setOp: undefined, mapOp: undefined, hllOp: undefined, gsetOp: undefined }) {
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case 10:
          message.counterOp = reader.message(CounterOp, end, message.counterOp);
          break;
        case 18:
          message.setOp = reader.message(SetOp, end, message.setOp);
          break;
        case 26:
          message.mapOp = reader.message(MapOp, end, message.mapOp);
          break;
        case 34:
          message.hllOp = reader.message(HllOp, end, message.hllOp);
          break;
        case 42:
          message.gsetOp = reader.message(GSetOp, end, message.gsetOp);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    return message;
  },
};
