// What @outpool/backend-riak/testing exports. Written by `pnpm api`.
export {
    Atom,
    BucketTypeOptions,
    CounterOp,
    DataKind,
    DtFetchReq,
    DtFetchResp,
    DtFetchRespDataType,
    DtOp,
    DtUpdateReq,
    DtUpdateResp,
    DtValue,
    Fault,
    Frame,
    GSetOp,
    HllOp,
    MapEntry,
    MapField,
    MapFieldMapFieldType,
    MapOp,
    MapUpdate,
    MapUpdateFlagOp,
    RiakServer,
    RiakServerOptions,
    RpbAaeFoldBucket,
    RpbAaeFoldEraseKeysReq,
    RpbAaeFoldEraseKeysReqChangeMethod,
    RpbAaeFoldEraseKeysReqRpbTreeSize,
    RpbAaeFoldFetchClocksNValReq,
    RpbAaeFoldFetchClocksRangeReq,
    RpbAaeFoldFetchClocksRangeReqRpbTreeSize,
    RpbAaeFoldFindKeysReq,
    RpbAaeFoldFindKeysReqFindType,
    RpbAaeFoldFindTombsReq,
    RpbAaeFoldFindTombsReqRpbTreeSize,
    RpbAaeFoldKeyCountResp,
    RpbAaeFoldKeyValueResp,
    RpbAaeFoldListBucketsReq,
    RpbAaeFoldListBucketsResp,
    RpbAaeFoldMergeBranchNValReq,
    RpbAaeFoldMergeRootNValReq,
    RpbAaeFoldMergeTreesRangeReq,
    RpbAaeFoldMergeTreesRangeReqRpbTreeSize,
    RpbAaeFoldObjectStatsReq,
    RpbAaeFoldReapTombsReq,
    RpbAaeFoldReapTombsReqChangeMethod,
    RpbAaeFoldReapTombsReqRpbTreeSize,
    RpbAaeFoldRepairKeysReq,
    RpbAaeFoldReplKeysReq,
    RpbAaeFoldTreeResp,
    RpbAaeFoldTreeRespRpbTreeSize,
    RpbAuthReq,
    RpbAuthResp,
    RpbBucketKeyPreflistItem,
    RpbBucketProps,
    RpbBucketPropsRpbReplMode,
    RpbCSBucketReq,
    RpbCSBucketResp,
    RpbClusterMemberEntry,
    RpbCommitHook,
    RpbContent,
    RpbCounterGetReq,
    RpbCounterGetResp,
    RpbCounterUpdateReq,
    RpbCounterUpdateResp,
    RpbCoverageEntry,
    RpbCoverageReq,
    RpbCoverageResp,
    RpbDelReq,
    RpbDelResp,
    RpbErrorResp,
    RpbFetchReq,
    RpbFetchResp,
    RpbGetBucketKeyPreflistReq,
    RpbGetBucketKeyPreflistResp,
    RpbGetBucketReq,
    RpbGetBucketResp,
    RpbGetBucketTypeReq,
    RpbGetClientIdReq,
    RpbGetClientIdResp,
    RpbGetReq,
    RpbGetResp,
    RpbGetServerInfoReq,
    RpbGetServerInfoResp,
    RpbIndexBodyResp,
    RpbIndexObject,
    RpbIndexReq,
    RpbIndexReqIndexQueryType,
    RpbIndexResp,
    RpbKeysCount,
    RpbKeysValue,
    RpbLink,
    RpbListBucketsReq,
    RpbListBucketsResp,
    RpbListKeysReq,
    RpbListKeysResp,
    RpbMapRedReq,
    RpbMapRedResp,
    RpbMembershipReq,
    RpbMembershipResp,
    RpbModFun,
    RpbPair,
    RpbPingReq,
    RpbPingResp,
    RpbPushReq,
    RpbPushResp,
    RpbPutReq,
    RpbPutResp,
    RpbRTEReq,
    RpbRTEResp,
    RpbReplGetClusterIdReq,
    RpbReplGetClusterIdResp,
    RpbReplGetReq,
    RpbResetBucketReq,
    RpbResetBucketResp,
    RpbSearchDoc,
    RpbSearchQueryReq,
    RpbSearchQueryResp,
    RpbSetBucketReq,
    RpbSetBucketResp,
    RpbSetBucketTypeReq,
    RpbSetClientIdReq,
    RpbSetClientIdResp,
    RpbStartTls,
    RpbYokozunaIndex,
    RpbYokozunaIndexDeleteReq,
    RpbYokozunaIndexGetReq,
    RpbYokozunaIndexGetResp,
    RpbYokozunaIndexPutReq,
    RpbYokozunaSchema,
    RpbYokozunaSchemaGetReq,
    RpbYokozunaSchemaGetResp,
    RpbYokozunaSchemaPutReq,
    SecurityOptions,
    SetOp,
    Term,
    TsCell,
    TsColumnDescription,
    TsColumnType,
    TsCoverageEntry,
    TsCoverageReq,
    TsCoverageResp,
    TsDelReq,
    TsDelResp,
    TsGetReq,
    TsGetResp,
    TsInterpolation,
    TsListKeysReq,
    TsListKeysResp,
    TsPutReq,
    TsPutResp,
    TsQueryReq,
    TsQueryResp,
    TsRange,
    TsRow,
    TsTtbMsg,
    Tuple,
    UserOptions,
    frame,
}

// messages/riak-dt.d.ts
export declare const DtFetchRespDataType: {
    readonly COUNTER: 1;
    readonly SET: 2;
    readonly MAP: 3;
    readonly HLL: 4;
    readonly GSET: 5;
};
export declare const MapFieldMapFieldType: {
    readonly COUNTER: 1;
    readonly SET: 2;
    readonly REGISTER: 3;
    readonly FLAG: 4;
    readonly MAP: 5;
};
export declare const MapUpdateFlagOp: {
    readonly ENABLE: 1;
    readonly DISABLE: 2;
};
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
export declare const DtFetchReq: Codec<DtFetchReq>;
export interface DtFetchResp {
    context: Buffer | undefined;
    type: number | undefined;
    value: DtValue | undefined;
}
export declare const DtFetchResp: Codec<DtFetchResp>;
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
export declare const DtUpdateReq: Codec<DtUpdateReq>;
export interface DtUpdateResp {
    key: Buffer | undefined;
    context: Buffer | undefined;
    counterValue: bigint | undefined;
    setValue: Buffer[];
    mapValue: MapEntry[];
    hllValue: bigint | undefined;
    gsetValue: Buffer[];
}
export declare const DtUpdateResp: Codec<DtUpdateResp>;
export interface MapField {
    name: Buffer | undefined;
    type: number | undefined;
}
export declare const MapField: Codec<MapField>;
export interface MapEntry {
    field: MapField | undefined;
    counterValue: bigint | undefined;
    setValue: Buffer[];
    registerValue: Buffer | undefined;
    flagValue: boolean | undefined;
    mapValue: MapEntry[];
}
export declare const MapEntry: Codec<MapEntry>;
export interface DtValue {
    counterValue: bigint | undefined;
    setValue: Buffer[];
    mapValue: MapEntry[];
    hllValue: bigint | undefined;
    gsetValue: Buffer[];
}
export declare const DtValue: Codec<DtValue>;
export interface CounterOp {
    increment: bigint | undefined;
}
export declare const CounterOp: Codec<CounterOp>;
export interface SetOp {
    adds: Buffer[];
    removes: Buffer[];
}
export declare const SetOp: Codec<SetOp>;
export interface GSetOp {
    adds: Buffer[];
}
export declare const GSetOp: Codec<GSetOp>;
export interface HllOp {
    adds: Buffer[];
}
export declare const HllOp: Codec<HllOp>;
export interface MapUpdate {
    field: MapField | undefined;
    counterOp: CounterOp | undefined;
    setOp: SetOp | undefined;
    registerOp: Buffer | undefined;
    flagOp: number | undefined;
    mapOp: MapOp | undefined;
}
export declare const MapUpdate: Codec<MapUpdate>;
export interface MapOp {
    removes: MapField[];
    updates: MapUpdate[];
}
export declare const MapOp: Codec<MapOp>;
export interface DtOp {
    counterOp: CounterOp | undefined;
    setOp: SetOp | undefined;
    mapOp: MapOp | undefined;
    hllOp: HllOp | undefined;
    gsetOp: GSetOp | undefined;
}
export declare const DtOp: Codec<DtOp>;

// messages/riak-kv.d.ts
export declare const RpbIndexReqIndexQueryType: {
    readonly eq: 0;
    readonly range: 1;
};
export declare const RpbAaeFoldMergeTreesRangeReqRpbTreeSize: {
    readonly xxsmall: 0;
    readonly xsmall: 1;
    readonly small: 2;
    readonly medium: 3;
    readonly large: 4;
    readonly xlarge: 5;
};
export declare const RpbAaeFoldFetchClocksRangeReqRpbTreeSize: {
    readonly xxsmall: 0;
    readonly xsmall: 1;
    readonly small: 2;
    readonly medium: 3;
    readonly large: 4;
    readonly xlarge: 5;
};
export declare const RpbAaeFoldFindKeysReqFindType: {
    readonly sibling_count: 0;
    readonly object_size: 1;
};
export declare const RpbAaeFoldFindTombsReqRpbTreeSize: {
    readonly xxsmall: 0;
    readonly xsmall: 1;
    readonly small: 2;
    readonly medium: 3;
    readonly large: 4;
    readonly xlarge: 5;
};
export declare const RpbAaeFoldTreeRespRpbTreeSize: {
    readonly xxsmall: 0;
    readonly xsmall: 1;
    readonly small: 2;
    readonly medium: 3;
    readonly large: 4;
    readonly xlarge: 5;
};
export declare const RpbAaeFoldReapTombsReqRpbTreeSize: {
    readonly xxsmall: 0;
    readonly xsmall: 1;
    readonly small: 2;
    readonly medium: 3;
    readonly large: 4;
    readonly xlarge: 5;
};
export declare const RpbAaeFoldReapTombsReqChangeMethod: {
    readonly job: 0;
    readonly local: 1;
    readonly count: 2;
};
export declare const RpbAaeFoldEraseKeysReqRpbTreeSize: {
    readonly xxsmall: 0;
    readonly xsmall: 1;
    readonly small: 2;
    readonly medium: 3;
    readonly large: 4;
    readonly xlarge: 5;
};
export declare const RpbAaeFoldEraseKeysReqChangeMethod: {
    readonly job: 0;
    readonly local: 1;
    readonly count: 2;
};
export type RpbGetClientIdReq = EmptyMessage;
export declare const RpbGetClientIdReq: Codec<EmptyMessage>;
export interface RpbGetClientIdResp {
    clientId: Buffer | undefined;
}
export declare const RpbGetClientIdResp: Codec<RpbGetClientIdResp>;
export interface RpbSetClientIdReq {
    clientId: Buffer | undefined;
}
export declare const RpbSetClientIdReq: Codec<RpbSetClientIdReq>;
export type RpbSetClientIdResp = EmptyMessage;
export declare const RpbSetClientIdResp: Codec<EmptyMessage>;
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
export declare const RpbGetReq: Codec<RpbGetReq>;
export interface RpbGetResp {
    content: RpbContent[];
    vclock: Buffer | undefined;
    unchanged: boolean | undefined;
}
export declare const RpbGetResp: Codec<RpbGetResp>;
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
export declare const RpbPutReq: Codec<RpbPutReq>;
export interface RpbPutResp {
    content: RpbContent[];
    vclock: Buffer | undefined;
    key: Buffer | undefined;
}
export declare const RpbPutResp: Codec<RpbPutResp>;
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
export declare const RpbDelReq: Codec<RpbDelReq>;
export type RpbDelResp = EmptyMessage;
export declare const RpbDelResp: Codec<EmptyMessage>;
export interface RpbListBucketsReq {
    timeout: number | undefined;
    stream: boolean | undefined;
    type: Buffer | undefined;
}
export declare const RpbListBucketsReq: Codec<RpbListBucketsReq>;
export interface RpbListBucketsResp {
    buckets: Buffer[];
    done: boolean | undefined;
}
export declare const RpbListBucketsResp: Codec<RpbListBucketsResp>;
export interface RpbListKeysReq {
    bucket: Buffer | undefined;
    timeout: number | undefined;
    type: Buffer | undefined;
}
export declare const RpbListKeysReq: Codec<RpbListKeysReq>;
export interface RpbListKeysResp {
    keys: Buffer[];
    done: boolean | undefined;
}
export declare const RpbListKeysResp: Codec<RpbListKeysResp>;
export interface RpbMapRedReq {
    request: Buffer | undefined;
    contentType: Buffer | undefined;
}
export declare const RpbMapRedReq: Codec<RpbMapRedReq>;
export interface RpbMapRedResp {
    phase: number | undefined;
    response: Buffer | undefined;
    done: boolean | undefined;
}
export declare const RpbMapRedResp: Codec<RpbMapRedResp>;
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
export declare const RpbIndexReq: Codec<RpbIndexReq>;
export interface RpbIndexResp {
    keys: Buffer[];
    results: RpbPair[];
    continuation: Buffer | undefined;
    done: boolean | undefined;
}
export declare const RpbIndexResp: Codec<RpbIndexResp>;
export interface RpbGetBucketKeyPreflistReq {
    bucket: Buffer | undefined;
    key: Buffer | undefined;
    type: Buffer | undefined;
}
export declare const RpbGetBucketKeyPreflistReq: Codec<RpbGetBucketKeyPreflistReq>;
export interface RpbGetBucketKeyPreflistResp {
    preflist: RpbBucketKeyPreflistItem[];
}
export declare const RpbGetBucketKeyPreflistResp: Codec<RpbGetBucketKeyPreflistResp>;
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
export declare const RpbCSBucketReq: Codec<RpbCSBucketReq>;
export interface RpbCSBucketResp {
    objects: RpbIndexObject[];
    continuation: Buffer | undefined;
    done: boolean | undefined;
}
export declare const RpbCSBucketResp: Codec<RpbCSBucketResp>;
export interface RpbIndexBodyResp {
    objects: RpbIndexObject[];
    continuation: Buffer | undefined;
    done: boolean | undefined;
}
export declare const RpbIndexBodyResp: Codec<RpbIndexBodyResp>;
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
export declare const RpbCounterUpdateReq: Codec<RpbCounterUpdateReq>;
export interface RpbCounterUpdateResp {
    value: bigint | undefined;
}
export declare const RpbCounterUpdateResp: Codec<RpbCounterUpdateResp>;
export interface RpbCounterGetReq {
    bucket: Buffer | undefined;
    key: Buffer | undefined;
    r: number | undefined;
    pr: number | undefined;
    basicQuorum: boolean | undefined;
    notfoundOk: boolean | undefined;
    nodeConfirms: number | undefined;
}
export declare const RpbCounterGetReq: Codec<RpbCounterGetReq>;
export interface RpbCounterGetResp {
    value: bigint | undefined;
}
export declare const RpbCounterGetResp: Codec<RpbCounterGetResp>;
export interface RpbCoverageReq {
    type: Buffer | undefined;
    bucket: Buffer | undefined;
    minPartitions: number | undefined;
    replaceCover: Buffer | undefined;
    unavailableCover: Buffer[];
}
export declare const RpbCoverageReq: Codec<RpbCoverageReq>;
export interface RpbCoverageResp {
    entries: RpbCoverageEntry[];
}
export declare const RpbCoverageResp: Codec<RpbCoverageResp>;
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
export declare const RpbRTEReq: Codec<RpbRTEReq>;
export type RpbRTEResp = EmptyMessage;
export declare const RpbRTEResp: Codec<EmptyMessage>;
export interface RpbFetchReq {
    queuename: Buffer | undefined;
    encoding: Buffer | undefined;
}
export declare const RpbFetchReq: Codec<RpbFetchReq>;
export interface RpbFetchResp {
    queueEmpty: boolean | undefined;
    deleted: boolean | undefined;
    crcCheck: number | undefined;
    replencodedObject: Buffer | undefined;
    deletedVclock: Buffer | undefined;
    segmentId: number | undefined;
    segmentHash: number | undefined;
}
export declare const RpbFetchResp: Codec<RpbFetchResp>;
export interface RpbPushReq {
    queuename: Buffer | undefined;
    keysValue: RpbKeysValue[];
}
export declare const RpbPushReq: Codec<RpbPushReq>;
export interface RpbPushResp {
    queuename: Buffer | undefined;
    queueExists: boolean | undefined;
    foldqLength: number | undefined;
    fsyncLength: number | undefined;
    realtLength: number | undefined;
}
export declare const RpbPushResp: Codec<RpbPushResp>;
export interface RpbMembershipReq {
    queuename: Buffer | undefined;
}
export declare const RpbMembershipReq: Codec<RpbMembershipReq>;
export interface RpbMembershipResp {
    upNodes: RpbClusterMemberEntry[];
}
export declare const RpbMembershipResp: Codec<RpbMembershipResp>;
export interface RpbAaeFoldMergeRootNValReq {
    nVal: number | undefined;
}
export declare const RpbAaeFoldMergeRootNValReq: Codec<RpbAaeFoldMergeRootNValReq>;
export interface RpbAaeFoldMergeBranchNValReq {
    nVal: number | undefined;
    idFilter: number[];
}
export declare const RpbAaeFoldMergeBranchNValReq: Codec<RpbAaeFoldMergeBranchNValReq>;
export interface RpbAaeFoldFetchClocksNValReq {
    nVal: number | undefined;
    idFilter: number[];
    modifiedRange: boolean | undefined;
    lastModStart: number | undefined;
    lastModEnd: number | undefined;
}
export declare const RpbAaeFoldFetchClocksNValReq: Codec<RpbAaeFoldFetchClocksNValReq>;
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
export declare const RpbAaeFoldMergeTreesRangeReq: Codec<RpbAaeFoldMergeTreesRangeReq>;
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
export declare const RpbAaeFoldFetchClocksRangeReq: Codec<RpbAaeFoldFetchClocksRangeReq>;
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
export declare const RpbAaeFoldFindKeysReq: Codec<RpbAaeFoldFindKeysReq>;
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
export declare const RpbAaeFoldObjectStatsReq: Codec<RpbAaeFoldObjectStatsReq>;
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
export declare const RpbAaeFoldReplKeysReq: Codec<RpbAaeFoldReplKeysReq>;
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
export declare const RpbAaeFoldFindTombsReq: Codec<RpbAaeFoldFindTombsReq>;
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
export declare const RpbAaeFoldRepairKeysReq: Codec<RpbAaeFoldRepairKeysReq>;
export interface RpbAaeFoldTreeResp {
    size: number | undefined;
    levelOne: Buffer | undefined;
    levelTwo: Buffer[];
}
export declare const RpbAaeFoldTreeResp: Codec<RpbAaeFoldTreeResp>;
export interface RpbAaeFoldKeyValueResp {
    responseType: Buffer | undefined;
    keysValue: RpbKeysValue[];
}
export declare const RpbAaeFoldKeyValueResp: Codec<RpbAaeFoldKeyValueResp>;
export interface RpbAaeFoldKeyCountResp {
    responseType: Buffer | undefined;
    keysCount: RpbKeysCount[];
}
export declare const RpbAaeFoldKeyCountResp: Codec<RpbAaeFoldKeyCountResp>;
export interface RpbAaeFoldListBucketsReq {
    nVal: number | undefined;
}
export declare const RpbAaeFoldListBucketsReq: Codec<RpbAaeFoldListBucketsReq>;
export interface RpbAaeFoldListBucketsResp {
    bucketList: RpbAaeFoldBucket[];
}
export declare const RpbAaeFoldListBucketsResp: Codec<RpbAaeFoldListBucketsResp>;
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
export declare const RpbAaeFoldReapTombsReq: Codec<RpbAaeFoldReapTombsReq>;
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
export declare const RpbAaeFoldEraseKeysReq: Codec<RpbAaeFoldEraseKeysReq>;
export interface RpbIndexObject {
    key: Buffer | undefined;
    object: RpbGetResp | undefined;
}
export declare const RpbIndexObject: Codec<RpbIndexObject>;
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
export declare const RpbContent: Codec<RpbContent>;
export interface RpbLink {
    bucket: Buffer | undefined;
    key: Buffer | undefined;
    tag: Buffer | undefined;
}
export declare const RpbLink: Codec<RpbLink>;
export interface RpbBucketKeyPreflistItem {
    partition: bigint | undefined;
    node: Buffer | undefined;
    primary: boolean | undefined;
}
export declare const RpbBucketKeyPreflistItem: Codec<RpbBucketKeyPreflistItem>;
export interface RpbCoverageEntry {
    ip: Buffer | undefined;
    port: number | undefined;
    keyspaceDesc: Buffer | undefined;
    coverContext: Buffer | undefined;
}
export declare const RpbCoverageEntry: Codec<RpbCoverageEntry>;
export interface RpbClusterMemberEntry {
    ip: Buffer | undefined;
    port: number | undefined;
}
export declare const RpbClusterMemberEntry: Codec<RpbClusterMemberEntry>;
export interface RpbAaeFoldBucket {
    type: Buffer | undefined;
    bucket: Buffer | undefined;
}
export declare const RpbAaeFoldBucket: Codec<RpbAaeFoldBucket>;
export interface RpbKeysValue {
    type: Buffer | undefined;
    bucket: Buffer | undefined;
    key: Buffer | undefined;
    value: Buffer | undefined;
}
export declare const RpbKeysValue: Codec<RpbKeysValue>;
export interface RpbKeysCount {
    tag: Buffer | undefined;
    order: number | undefined;
    count: number | undefined;
}
export declare const RpbKeysCount: Codec<RpbKeysCount>;

// messages/riak-repl.d.ts
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
export declare const RpbReplGetReq: Codec<RpbReplGetReq>;
export type RpbReplGetClusterIdReq = EmptyMessage;
export declare const RpbReplGetClusterIdReq: Codec<EmptyMessage>;
export interface RpbReplGetClusterIdResp {
    clusterId: Buffer | undefined;
}
export declare const RpbReplGetClusterIdResp: Codec<RpbReplGetClusterIdResp>;

// messages/riak-search.d.ts
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
export declare const RpbSearchQueryReq: Codec<RpbSearchQueryReq>;
export interface RpbSearchQueryResp {
    docs: RpbSearchDoc[];
    maxScore: number | undefined;
    numFound: number | undefined;
}
export declare const RpbSearchQueryResp: Codec<RpbSearchQueryResp>;
export interface RpbSearchDoc {
    fields: RpbPair[];
}
export declare const RpbSearchDoc: Codec<RpbSearchDoc>;

// messages/riak-ts.d.ts
export declare const TsColumnType: {
    readonly VARCHAR: 0;
    readonly SINT64: 1;
    readonly DOUBLE: 2;
    readonly TIMESTAMP: 3;
    readonly BOOLEAN: 4;
};
export interface TsQueryReq {
    query: TsInterpolation | undefined;
    stream: boolean | undefined;
    coverContext: Buffer | undefined;
}
export declare const TsQueryReq: Codec<TsQueryReq>;
export interface TsQueryResp {
    columns: TsColumnDescription[];
    rows: TsRow[];
    done: boolean | undefined;
}
export declare const TsQueryResp: Codec<TsQueryResp>;
export interface TsPutReq {
    table: Buffer | undefined;
    columns: TsColumnDescription[];
    rows: TsRow[];
}
export declare const TsPutReq: Codec<TsPutReq>;
export type TsPutResp = EmptyMessage;
export declare const TsPutResp: Codec<EmptyMessage>;
export interface TsDelReq {
    table: Buffer | undefined;
    key: TsCell[];
    vclock: Buffer | undefined;
    timeout: number | undefined;
}
export declare const TsDelReq: Codec<TsDelReq>;
export type TsDelResp = EmptyMessage;
export declare const TsDelResp: Codec<EmptyMessage>;
export interface TsGetReq {
    table: Buffer | undefined;
    key: TsCell[];
    timeout: number | undefined;
}
export declare const TsGetReq: Codec<TsGetReq>;
export interface TsGetResp {
    columns: TsColumnDescription[];
    rows: TsRow[];
}
export declare const TsGetResp: Codec<TsGetResp>;
export interface TsListKeysReq {
    table: Buffer | undefined;
    timeout: number | undefined;
}
export declare const TsListKeysReq: Codec<TsListKeysReq>;
export interface TsListKeysResp {
    keys: TsRow[];
    done: boolean | undefined;
}
export declare const TsListKeysResp: Codec<TsListKeysResp>;
export interface TsCoverageReq {
    query: TsInterpolation | undefined;
    table: Buffer | undefined;
    replaceCover: Buffer | undefined;
    unavailableCover: Buffer[];
}
export declare const TsCoverageReq: Codec<TsCoverageReq>;
export interface TsCoverageResp {
    entries: TsCoverageEntry[];
}
export declare const TsCoverageResp: Codec<TsCoverageResp>;
export interface TsCoverageEntry {
    ip: Buffer | undefined;
    port: number | undefined;
    coverContext: Buffer | undefined;
    range: TsRange | undefined;
}
export declare const TsCoverageEntry: Codec<TsCoverageEntry>;
export interface TsRange {
    fieldName: Buffer | undefined;
    lowerBound: bigint | undefined;
    lowerBoundInclusive: boolean | undefined;
    upperBound: bigint | undefined;
    upperBoundInclusive: boolean | undefined;
    desc: Buffer | undefined;
}
export declare const TsRange: Codec<TsRange>;
export interface TsInterpolation {
    base: Buffer | undefined;
    interpolations: RpbPair[];
}
export declare const TsInterpolation: Codec<TsInterpolation>;
export interface TsColumnDescription {
    name: Buffer | undefined;
    type: number | undefined;
}
export declare const TsColumnDescription: Codec<TsColumnDescription>;
export interface TsRow {
    cells: TsCell[];
}
export declare const TsRow: Codec<TsRow>;
export interface TsCell {
    varcharValue: Buffer | undefined;
    sint64Value: bigint | undefined;
    timestampValue: bigint | undefined;
    booleanValue: boolean | undefined;
    doubleValue: number | undefined;
}
export declare const TsCell: Codec<TsCell>;

// messages/riak-yokozuna.d.ts
export interface RpbYokozunaIndexGetReq {
    name: Buffer | undefined;
}
export declare const RpbYokozunaIndexGetReq: Codec<RpbYokozunaIndexGetReq>;
export interface RpbYokozunaIndexGetResp {
    index: RpbYokozunaIndex[];
}
export declare const RpbYokozunaIndexGetResp: Codec<RpbYokozunaIndexGetResp>;
export interface RpbYokozunaIndexPutReq {
    index: RpbYokozunaIndex | undefined;
    timeout: number | undefined;
}
export declare const RpbYokozunaIndexPutReq: Codec<RpbYokozunaIndexPutReq>;
export interface RpbYokozunaIndexDeleteReq {
    name: Buffer | undefined;
}
export declare const RpbYokozunaIndexDeleteReq: Codec<RpbYokozunaIndexDeleteReq>;
export interface RpbYokozunaSchemaGetReq {
    name: Buffer | undefined;
}
export declare const RpbYokozunaSchemaGetReq: Codec<RpbYokozunaSchemaGetReq>;
export interface RpbYokozunaSchemaGetResp {
    schema: RpbYokozunaSchema | undefined;
}
export declare const RpbYokozunaSchemaGetResp: Codec<RpbYokozunaSchemaGetResp>;
export interface RpbYokozunaSchemaPutReq {
    schema: RpbYokozunaSchema | undefined;
}
export declare const RpbYokozunaSchemaPutReq: Codec<RpbYokozunaSchemaPutReq>;
export interface RpbYokozunaIndex {
    name: Buffer | undefined;
    schema: Buffer | undefined;
    nVal: number | undefined;
}
export declare const RpbYokozunaIndex: Codec<RpbYokozunaIndex>;
export interface RpbYokozunaSchema {
    name: Buffer | undefined;
    content: Buffer | undefined;
}
export declare const RpbYokozunaSchema: Codec<RpbYokozunaSchema>;

// messages/riak.d.ts
export declare const RpbBucketPropsRpbReplMode: {
    readonly FALSE: 0;
    readonly REALTIME: 1;
    readonly FULLSYNC: 2;
    readonly TRUE: 3;
};
export interface RpbErrorResp {
    errmsg: Buffer | undefined;
    errcode: number | undefined;
}
export declare const RpbErrorResp: Codec<RpbErrorResp>;
export type RpbPingReq = EmptyMessage;
export declare const RpbPingReq: Codec<EmptyMessage>;
export type RpbPingResp = EmptyMessage;
export declare const RpbPingResp: Codec<EmptyMessage>;
export type RpbGetServerInfoReq = EmptyMessage;
export declare const RpbGetServerInfoReq: Codec<EmptyMessage>;
export interface RpbGetServerInfoResp {
    node: Buffer | undefined;
    serverVersion: Buffer | undefined;
}
export declare const RpbGetServerInfoResp: Codec<RpbGetServerInfoResp>;
export interface RpbGetBucketReq {
    bucket: Buffer | undefined;
    type: Buffer | undefined;
}
export declare const RpbGetBucketReq: Codec<RpbGetBucketReq>;
export interface RpbGetBucketResp {
    props: RpbBucketProps | undefined;
}
export declare const RpbGetBucketResp: Codec<RpbGetBucketResp>;
export interface RpbSetBucketReq {
    bucket: Buffer | undefined;
    props: RpbBucketProps | undefined;
    type: Buffer | undefined;
}
export declare const RpbSetBucketReq: Codec<RpbSetBucketReq>;
export type RpbSetBucketResp = EmptyMessage;
export declare const RpbSetBucketResp: Codec<EmptyMessage>;
export interface RpbResetBucketReq {
    bucket: Buffer | undefined;
    type: Buffer | undefined;
}
export declare const RpbResetBucketReq: Codec<RpbResetBucketReq>;
export type RpbResetBucketResp = EmptyMessage;
export declare const RpbResetBucketResp: Codec<EmptyMessage>;
export interface RpbGetBucketTypeReq {
    type: Buffer | undefined;
}
export declare const RpbGetBucketTypeReq: Codec<RpbGetBucketTypeReq>;
export interface RpbSetBucketTypeReq {
    type: Buffer | undefined;
    props: RpbBucketProps | undefined;
}
export declare const RpbSetBucketTypeReq: Codec<RpbSetBucketTypeReq>;
export interface RpbAuthReq {
    user: Buffer | undefined;
    password: Buffer | undefined;
}
export declare const RpbAuthReq: Codec<RpbAuthReq>;
export type RpbAuthResp = EmptyMessage;
export declare const RpbAuthResp: Codec<EmptyMessage>;
export type RpbStartTls = EmptyMessage;
export declare const RpbStartTls: Codec<EmptyMessage>;
export interface RpbPair {
    key: Buffer | undefined;
    value: Buffer | undefined;
}
export declare const RpbPair: Codec<RpbPair>;
export interface RpbModFun {
    module: Buffer | undefined;
    function: Buffer | undefined;
}
export declare const RpbModFun: Codec<RpbModFun>;
export interface RpbCommitHook {
    modfun: RpbModFun | undefined;
    name: Buffer | undefined;
}
export declare const RpbCommitHook: Codec<RpbCommitHook>;
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
export declare const RpbBucketProps: Codec<RpbBucketProps>;

// testing/bucket-types.d.ts
export type DataKind = 'counter' | 'set' | 'map' | 'gset' | 'hll';
export interface BucketTypeOptions {
    readonly datatype?: DataKind;
    readonly allowMult?: boolean;
    readonly lastWriteWins?: boolean;
    readonly writeOnce?: boolean;
}

// testing/fault.d.ts
export interface Fault {
    readonly on?: string;
    readonly times?: number;
    readonly delayMs?: number;
    readonly error?: string;
    readonly reply?: readonly Frame[];
    readonly bytes?: Uint8Array;
    readonly silent?: boolean;
    readonly close?: 'before' | 'middle' | 'after';
    readonly pieces?: number;
}
export interface Frame {
    readonly codec: Codec<never>;
    readonly message: Written<object>;
}
export declare function frame<Message>(codec: Codec<Message>, message: Written<Message>): Frame;

// testing/riak-server.d.ts
export interface RiakServerOptions {
    readonly port?: number;
    readonly address?: string;
    readonly bucketTypes?: Readonly<Record<string, BucketTypeOptions>>;
    readonly security?: SecurityOptions;
    readonly deleteMs?: number;
    readonly aae?: boolean;
    readonly node?: string;
    readonly version?: string;
}
export declare class RiakServer implements AsyncDisposable {
    peers: readonly {
        readonly address: string;
        readonly port: number;
    }[];
    servesData: boolean;
    static start(options?: RiakServerOptions): Promise<RiakServer>;
    get address(): string;
    get port(): number;
    get connections(): number;
    get accepted(): number;
    seen(request: string): number;
    fail(fault: Fault): void;
    heal(): void;
    hang(): void;
    resume(): void;
    kill(): Promise<void>;
    restart(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

// testing/security.d.ts
export interface UserOptions {
    readonly password?: string;
    readonly certificate?: boolean;
    readonly grants?: readonly string[];
}
export interface SecurityOptions {
    readonly cert: string;
    readonly key: string;
    readonly ca?: string;
    readonly users: Readonly<Record<string, UserOptions>>;
    readonly failureMs?: number;
}

// wire/codec.d.ts
export type Bytes = Uint8Array | string;
export type Written<Message> = {
    readonly [Field in keyof Message]?: WrittenField<Message[Field]> | undefined;
};
type WrittenField<Value> = Value extends Buffer ? Bytes : Value extends bigint ? bigint | number : Value extends readonly (infer Item)[] ? readonly WrittenField<Item>[] : Value extends object ? Written<Value> : Value;
export interface FieldWriter {
    message<Message>(tag: number, codec: Codec<Message>, message: Written<Message>): void;
    bytes(tag: number, value: Bytes): void;
    raw(bytes: Uint8Array): void;
    bool(tag: number, value: boolean): void;
    uint32(tag: number, value: number): void;
    int64(tag: number, value: bigint | number): void;
    uint64(tag: number, value: bigint | number): void;
    sint64(tag: number, value: bigint | number): void;
    double(tag: number, value: number): void;
    float(tag: number, value: number): void;
}
export interface FieldReader {
    position: number;
    tag(): number;
    message<Message>(codec: Codec<Message>, end: number, into?: Message): Message;
    length(end: number): number;
    bytes(end: number): Buffer;
    raw(end: number): Buffer;
    bool(): boolean;
    uint32(): number;
    int64(): bigint;
    uint64(): bigint;
    sint64(): bigint;
    double(): number;
    float(): number;
    skip(tag: number, end: number): void;
}
export interface Codec<Message> {
    readonly name: string;
    readonly code: number;
    write(writer: FieldWriter, message: Written<Message>): void;
    read(reader: FieldReader, end: number, message?: Message): Message;
}

// wire/empty-message.d.ts
export type EmptyMessage = Record<never, never>;

// wire/erlang-term.d.ts
export declare class Atom {
    readonly name: string;
    constructor(name: string);
}
export declare class Tuple {
    readonly items: readonly Term[];
    constructor(...items: readonly Term[]);
}
export type Term = boolean | bigint | number | string | Uint8Array | Atom | Tuple | readonly Term[];

// wire/term-message.d.ts
export interface TsTtbMsg {
    term: Term | undefined;
}
export declare const TsTtbMsg: Codec<TsTtbMsg>;
