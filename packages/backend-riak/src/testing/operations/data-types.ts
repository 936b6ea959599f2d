import { DtFetchReq, DtFetchResp, DtFetchRespDataType, type DtOp, DtUpdateReq, DtUpdateResp } from '../../messages/riak-dt.js';
import { RpbCounterGetReq, RpbCounterGetResp, RpbCounterUpdateReq, RpbCounterUpdateResp } from '../../messages/riak-kv.js';
import type { Written } from '../../wire/codec.js';
import type { DataKind } from '../bucket-types.js';
import { readContext, writeContext } from '../clock.js';
import { CounterValue } from '../data-types/counter-value.js';
import type { DataValue } from '../data-types/data-value.js';
import { CardinalityValue, GrowingSetValue } from '../data-types/growing-values.js';
import { MapValue } from '../data-types/map-value.js';
import { SetValue } from '../data-types/set-value.js';
import { type AnyOperation, answers, place } from '../operation.js';
import { binary, ServerError } from '../server-error.js';
import type { Session } from '../session.js';
import type { Store } from '../store.js';
import { checkReplicas, randomName } from './objects.js';

const none = Buffer.alloc(0);
const GIVE_UP_MS = 60_000;
const VALUES: Readonly<Record<DataKind, new () => DataValue>> = {
  counter: CounterValue,
  set: SetValue,
  map: MapValue,
  gset: GrowingSetValue,
  hll: CardinalityValue,
};
const OPERATIONS = { counterOp: 'counter', setOp: 'set', mapOp: 'map', gsetOp: 'gset', hllOp: 'hll' } as const;

const get = { name: 'riak_kv.get', on: place };
const put = { name: 'riak_kv.put', on: place };

/** Data types, and the counters of Riak 1.4. */
export const dataTypes: readonly AnyOperation[] = [
  answers(DtFetchReq, DtFetchResp, fetch, get),
  answers(DtUpdateReq, DtUpdateResp, update, put),
  answers(RpbCounterGetReq, RpbCounterGetResp, getCounter, get),
  answers(RpbCounterUpdateReq, RpbCounterUpdateResp, updateCounter, put),
];

function fetch(request: DtFetchReq, { store }: Session): Written<DtFetchResp> {
  const { type = none, bucket = none, key = none, includeContext = true, r, pr } = request;
  const kind = kindOf(store, type, bucket);
  checkReplicas(store.types.of(type, bucket), request.nVal, r, pr);
  const entry = store.find(type, bucket, key);
  const dataType = DtFetchRespDataType[kind.toUpperCase() as keyof typeof DtFetchRespDataType];
  if (entry?.data === undefined) return { type: dataType };
  return { type: dataType, value: entry.data.value, ...(includeContext && hasContext(kind) && { context: writeContext(entry.clock) }) };
}

async function update(request: DtUpdateReq, session: Session): Promise<Written<DtUpdateResp>> {
  const { store } = session;
  const { type = none, bucket = none, context, op, returnBody, includeContext = true, timeout = GIVE_UP_MS, w, dw, pw } = request;
  const kind = kindOf(store, type, bucket);
  checkReplicas(store.types.of(type, bucket), request.nVal, w, dw, pw);
  if (op === undefined || Object.values(op).every((one) => one === undefined)) throw ServerError.crash('function_clause');
  checkOperation(op, kind);
  const seen = context && readContext(context);
  // The vnode fails over a context that it cannot read, and nobody hears of it before the time is over.
  if ((context !== undefined && seen === undefined) || (context !== undefined && !hasContext(kind))) {
    await session.wait(timeout);
    throw new ServerError('timeout');
  }
  const key = request.key ?? Buffer.from(randomName(27));
  const made = request.key === undefined ? { key } : {};
  const dot = change(store, { type, bucket, key }, kind, op, seen);
  if (!returnBody || type.toString() === 'default') return made;
  if (kind === 'gset') throw ServerError.crash('function_clause'); // a defect of all servers
  const { value } = store.find(type, bucket, key)?.data ?? { value: {} };
  return { ...value, ...made, ...(includeContext && hasContext(kind) && { context: writeContext(dot) }) };
}

function getCounter({ bucket = none, key = none }: RpbCounterGetReq, { store }: Session): Written<RpbCounterGetResp> {
  const data = store.find(undefined, bucket, key)?.data;
  return data === undefined ? {} : { value: data.value.counterValue };
}

function updateCounter(
  { bucket = none, key = none, amount, returnvalue }: RpbCounterUpdateReq,
  { store }: Session,
): Written<RpbCounterUpdateResp> {
  if (!store.types.of(undefined, bucket).allowMult) throw new ServerError(`"Counters require bucket property 'allow_mult=true'"`);
  change(store, { type: undefined, bucket, key }, 'counter', { counterOp: { increment: amount } } as DtOp, undefined);
  return returnvalue ? { value: store.find(undefined, bucket, key)?.data?.value.counterValue } : {};
}

function change(
  store: Store,
  { type, bucket, key }: { type: Buffer | undefined; bucket: Buffer; key: Buffer },
  kind: DataKind,
  op: DtOp,
  seen: number | undefined,
): number {
  const dot = store.tick();
  const found = store.find(type, bucket, key);
  const data = found?.data ?? new VALUES[kind]();
  data.update(op, { dot, seen });
  const entry = found ?? store.findOrMake(type, bucket, key);
  entry.data = data;
  store.replace(entry, [], dot);
  return dot;
}

function kindOf(store: Store, type: Buffer, bucket: Buffer): DataKind {
  const props = store.types.of(type, bucket, `Error no bucket type \`${binary(type)}\``);
  if (type.toString() === 'default') return 'counter';
  if (props.datatype === undefined) throw new ServerError('"Bucket type is not a data type"');
  return String(props.datatype) as DataKind;
}

function checkOperation(op: DtOp, kind: DataKind): void {
  const sent = (Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]).find((name) => op[name] !== undefined);
  const wanted = sent && OPERATIONS[sent];
  if (wanted !== kind) throw new ServerError(`Operation type is \`${wanted}\` but  bucket type is \`${kind}\`.`);
}

function hasContext(kind: DataKind): boolean {
  return kind === 'set' || kind === 'map';
}
