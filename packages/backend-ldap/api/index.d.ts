// What @outpool/backend-ldap exports. Written by `pnpm api`.
export {
    AttributeValue,
    Attributes,
    Dn,
    Filter,
    FilterValue,
    LdapBackend,
    LdapChange,
    LdapConnection,
    LdapEntry,
    LdapError,
    LdapErrorCode,
    LdapOptions,
    OperationOptions,
    PagedOptions,
    SearchOptions,
    SearchPage,
    SearchResult,
    dn,
    escapeDnValue,
    escapeFilterValue,
    filter,
    isLdapError,
}

// drivers/ldap-driver.d.ts
export interface WireAttribute {
    readonly type: string;
    readonly values: readonly Buffer[];
    readonly text?: readonly string[] | undefined;
}
export interface WireChange {
    readonly operation: 'add' | 'delete' | 'replace';
    readonly attribute: WireAttribute;
}
export interface SearchRequest {
    readonly op: 'search';
    readonly base: string;
    readonly scope: 'base' | 'one' | 'sub';
    readonly derefAliases: 'never' | 'search' | 'find' | 'always';
    readonly sizeLimit: number;
    readonly timeLimit: number;
    readonly typesOnly: boolean;
    readonly filter: Buffer;
    readonly attributes: readonly string[];
    readonly page?: {
        readonly size: number;
        readonly cookie: Buffer;
    } | undefined;
}
export type LdapRequest = SearchRequest | {
    readonly op: 'bind';
    readonly dn: string;
    readonly password: string;
} | {
    readonly op: 'unbind';
} | {
    readonly op: 'abandon';
    readonly target: number;
} | {
    readonly op: 'compare';
    readonly dn: string;
    readonly attribute: string;
    readonly value: string;
} | {
    readonly op: 'add';
    readonly dn: string;
    readonly attributes: readonly WireAttribute[];
} | {
    readonly op: 'modify';
    readonly dn: string;
    readonly changes: readonly WireChange[];
} | {
    readonly op: 'delete';
    readonly dn: string;
} | {
    readonly op: 'modifyDn';
    readonly dn: string;
    readonly newRdn: string;
    readonly newSuperior: string | undefined;
    readonly deleteOldRdn: boolean;
} | {
    readonly op: 'extended';
    readonly oid: string;
    readonly value: Buffer | undefined;
};
export interface LdapResult {
    readonly kind: 'result';
    readonly id: number;
    readonly code: number;
    readonly matchedDn: string;
    readonly message: string;
    readonly referrals: readonly string[];
    readonly cookie: Buffer | undefined;
    readonly oid: string | undefined;
    readonly value: Buffer | undefined;
}
export type LdapResponse = LdapResult | {
    readonly kind: 'entry';
    readonly id: number;
    readonly dn: string;
    readonly attributes: readonly WireAttribute[];
} | {
    readonly kind: 'reference';
    readonly id: number;
    readonly uris: readonly string[];
};
export interface LdapDriver {
    readonly name: 'ldapts' | 'ldapjs';
    encode(id: number, request: LdapRequest): Buffer;
    decode(frame: Buffer): LdapResponse;
}

// entries.d.ts
export type AttributeValue = string | Uint8Array | readonly (string | Uint8Array)[];
export type Attributes = Readonly<Record<string, AttributeValue>>;
export interface LdapEntry {
    readonly dn: string;
    readonly attributes: Readonly<Record<string, readonly string[]>>;
    readonly binary: Readonly<Record<string, readonly Buffer[]>>;
}
export type LdapChange = {
    readonly add: Attributes;
} | {
    readonly replace: Attributes;
} | {
    readonly delete: Attributes | readonly string[];
};

// index.d.ts
declare module '@outpool/contract' {
    interface OutpoolBackends {
        ldap: {
            options: LdapOptions;
            connection: LdapConnection;
        };
    }
}

// ldap-backend.d.ts
import { type Backend, type ConnectAttempt, type Endpoint, type Fate, type PoolSettings, type Schema } from '@outpool/contract';
export declare class LdapBackend implements Backend<LdapSettings, LdapConnection> {
    readonly options: Schema<LdapSettings>;
    endpoints({ servers }: LdapSettings): readonly Endpoint[];
    poolOptions({ connectIntervalMs, rootDn }: LdapSettings): Partial<PoolSettings>;
    connect(attempt: ConnectAttempt<LdapSettings>): Promise<LdapConnection>;
    close(connection: LdapConnection): Promise<void>;
    ping(connection: LdapConnection, signal: AbortSignal): Promise<void>;
    fate(error: unknown, { fault }: LdapConnection): Fate;
}

// ldap-connection.d.ts
export declare class LdapConnection {
    constructor(link: Link, to: Dialled);
    get fault(): unknown;
    search(base: string | Dn, options?: SearchOptions): Promise<SearchResult>;
    pages(base: string | Dn, { pageSize, ...options }?: PagedOptions): AsyncGenerator<SearchPage, void, undefined>;
    entries(base: string | Dn, options?: PagedOptions): AsyncGenerator<LdapEntry, void, undefined>;
    bind(dn: string | Dn, password: string, { signal }?: Pick<OperationOptions, 'signal'>): Promise<void>;
    compare(dn: string | Dn, attribute: string, value: string, options?: OperationOptions): Promise<boolean>;
    add(dn: string | Dn, attributes: Attributes, options?: OperationOptions): Promise<void>;
    modify(dn: string | Dn, changes: LdapChange | readonly LdapChange[], options?: OperationOptions): Promise<void>;
    delete(dn: string | Dn, options?: OperationOptions): Promise<void>;
    modifyDn(dn: string | Dn, { newRdn, newSuperior, deleteOldRdn, }: {
        readonly newRdn: string | Dn;
        readonly newSuperior?: string | Dn;
        readonly deleteOldRdn?: boolean;
    }, options?: OperationOptions): Promise<void>;
    whoAmI(options?: OperationOptions): Promise<string>;
    modifyPassword({ user, oldPassword, newPassword }: {
        readonly user?: string | Dn;
        readonly oldPassword?: string;
        readonly newPassword?: string;
    }, options?: OperationOptions): Promise<string | undefined>;
    extended(oid: string, value?: Uint8Array, options?: OperationOptions): Promise<{
        readonly oid: string | undefined;
        readonly value: Buffer | undefined;
    }>;
    signOfLife(signal: AbortSignal): Promise<void>;
    close(): Promise<void>;
}

// ldap-error.d.ts
export type LocalCode = 'BAD_FILTER' | 'BAD_REQUEST' | 'EMPTY_PASSWORD' | 'ENDED' | 'BAD_MESSAGE' | 'REFERRAL_LOOP';
export type LdapErrorCode = LocalCode | (typeof resultNames)[keyof typeof resultNames] | `RESULT_${number}`;
export interface LdapErrorDetails {
    readonly resultCode?: number | undefined;
    readonly matchedDn?: string | undefined;
    readonly referrals?: readonly string[];
    readonly cause?: unknown;
}
export declare class LdapError extends Error {
    readonly name = "LdapError";
    readonly code: LdapErrorCode;
    readonly resultCode: number | undefined;
    readonly matchedDn: string;
    readonly referrals: readonly string[];
    constructor(code: LdapErrorCode, message: string, { resultCode, matchedDn, referrals, cause }?: LdapErrorDetails);
}
export declare function isLdapError(error: unknown, code?: LdapErrorCode): error is LdapError;

// ldap-options.d.ts
import { z } from '@outpool/contract';
export declare const ldapOptions: z.ZodPipe<z.ZodObject<{
    driver: z.ZodDefault<z.ZodEnum<{
        ldapjs: "ldapjs";
        ldapts: "ldapts";
    }>>;
    servers: z.ZodDefault<z.ZodArray<z.ZodUnion<readonly [z.ZodPipe<z.ZodUnion<readonly [z.ZodPipe<z.ZodString, z.ZodTransform<readonly [string, undefined], string>>, z.ZodTuple<[z.ZodString, z.ZodInt], null>]>, z.ZodTransform<{
        host: string;
        port: number | undefined;
    }, [string, number] | readonly [string, undefined]>>, z.ZodObject<{
        host: z.ZodString;
        port: z.ZodOptional<z.ZodInt>;
    }, z.core.$strict>]>>>;
    port: z.ZodOptional<z.ZodInt>;
    encrypt: z.ZodDefault<z.ZodEnum<{
        none: "none";
        tls: "tls";
    }>>;
    startTls: z.ZodDefault<z.ZodBoolean>;
    tls: z.ZodPrefault<z.ZodUnion<readonly [z.ZodPipe<z.ZodBoolean, z.ZodTransform<{
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | undefined, boolean>>, z.ZodObject<{
        verify: z.ZodDefault<z.ZodEnum<{
            none: "none";
            peer: "peer";
            selfsigned_peer: "selfsigned_peer";
        }>>;
        caFile: z.ZodOptional<z.ZodString>;
        certFile: z.ZodOptional<z.ZodString>;
        keyFile: z.ZodOptional<z.ZodString>;
        passphrase: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            env: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            file: z.ZodString;
        }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
            env: string;
        } | {
            file: string;
        }>>>;
        serverName: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodLiteral<false>]>>;
        ciphers: z.ZodOptional<z.ZodString>;
        minVersion: z.ZodOptional<z.ZodEnum<{
            "TLSv1.2": "TLSv1.2";
            "TLSv1.3": "TLSv1.3";
        }>>;
    }, z.core.$strict>]>>;
    tlsOptions: z.ZodOptional<z.ZodObject<{
        verify: z.ZodDefault<z.ZodEnum<{
            verify_none: "verify_none";
            verify_peer: "verify_peer";
        }>>;
        cacertfile: z.ZodOptional<z.ZodString>;
        certfile: z.ZodOptional<z.ZodString>;
        keyfile: z.ZodOptional<z.ZodString>;
        password: z.ZodOptional<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
            env: z.ZodString;
        }, z.core.$strict>, z.ZodObject<{
            file: z.ZodString;
        }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
            env: string;
        } | {
            file: string;
        }>>>;
        ciphers: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
        serverNameIndication: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
    rootDn: z.ZodOptional<z.ZodString>;
    rootdn: z.ZodOptional<z.ZodString>;
    password: z.ZodPrefault<z.ZodPipe<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
        env: z.ZodString;
    }, z.core.$strict>, z.ZodObject<{
        file: z.ZodString;
    }, z.core.$strict>]>, z.ZodTransform<import("@outpool/contract").Secret, string | {
        env: string;
    } | {
        file: string;
    }>>>;
    connectIntervalMs: z.ZodDefault<z.ZodNumber>;
    maxMessageBytes: z.ZodDefault<z.ZodInt>;
}, z.core.$strict>, z.ZodTransform<{
    driver: "ldapjs" | "ldapts";
    encrypt: "none" | "tls";
    startTls: boolean;
    password: import("@outpool/contract").Secret;
    connectIntervalMs: number;
    maxMessageBytes: number;
    servers: {
        host: string;
        port: number;
    }[];
    rootDn: string;
    tls: {
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | undefined;
}, {
    driver: "ldapjs" | "ldapts";
    servers: ({
        host: string;
        port?: number | undefined;
    } | {
        host: string;
        port: number | undefined;
    })[];
    port?: number | undefined;
    encrypt: "none" | "tls";
    startTls: boolean;
    tls: {
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | {
        verify: "none" | "peer" | "selfsigned_peer";
        caFile?: string | undefined;
        certFile?: string | undefined;
        keyFile?: string | undefined;
        passphrase?: import("@outpool/contract").Secret | undefined;
        serverName?: string | false | undefined;
        ciphers?: string | undefined;
        minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
    } | undefined;
    tlsOptions?: {
        verify: "verify_none" | "verify_peer";
        cacertfile?: string | undefined;
        certfile?: string | undefined;
        keyfile?: string | undefined;
        password?: import("@outpool/contract").Secret | undefined;
        ciphers?: string | string[] | undefined;
        serverNameIndication?: string | undefined;
    } | undefined;
    rootDn?: string | undefined;
    rootdn?: string | undefined;
    password: import("@outpool/contract").Secret;
    connectIntervalMs: number;
    maxMessageBytes: number;
}>>;
export type LdapOptions = z.input<typeof ldapOptions>;
export type LdapSettings = z.output<typeof ldapOptions>;

// link/dial.d.ts
import { type Endpoint } from '@outpool/contract';
export interface Dialled {
    readonly settings: LdapSettings;
    readonly driver: LdapDriver;
    readonly endpoint: Endpoint;
}

// link/link.d.ts
import type { Socket } from 'node:net';
import { type ConnectionOptions } from 'node:tls';
type Entry = Extract<LdapResponse, {
    kind: 'entry';
}>;
export interface Found {
    readonly entries: readonly Entry[];
    readonly references: readonly string[];
    readonly result: LdapResult;
}
export declare class Link {
    fault: unknown;
    unclaimed: number;
    constructor(socket: Socket, driver: LdapDriver, maxMessageBytes: number, lost: (reason: unknown) => void);
    request(request: LdapRequest, signal?: AbortSignal): Promise<LdapResult>;
    search(request: SearchRequest, signal?: AbortSignal): Promise<Found>;
    startTls(options: ConnectionOptions, signal: AbortSignal): Promise<void>;
    close(): Promise<void>;
    end<Reason>(reason: Reason): Reason;
}

// names/dn.d.ts
export declare class Dn {
    constructor(text: string);
    toString(): string;
}
export declare function dn(parts: TemplateStringsArray, ...values: readonly (string | number | Dn)[]): Dn;
export declare function escapeDnValue(value: string): string;

// names/filter.d.ts
export declare class Filter {
    constructor(text: string);
    toString(): string;
}
export type FilterValue = string | number | bigint | boolean | Uint8Array | Filter | readonly Filter[];
export declare function filter(parts: TemplateStringsArray, ...values: readonly FilterValue[]): Filter;
export declare function escapeFilterValue(value: string | Uint8Array): string;

// result-names.d.ts
export declare const resultNames: {
    readonly 1: 'OPERATIONS_ERROR';
    readonly 2: 'PROTOCOL_ERROR';
    readonly 3: 'TIME_LIMIT_EXCEEDED';
    readonly 4: 'SIZE_LIMIT_EXCEEDED';
    readonly 7: 'AUTH_METHOD_NOT_SUPPORTED';
    readonly 8: 'STRONGER_AUTH_REQUIRED';
    readonly 10: 'REFERRAL';
    readonly 11: 'ADMIN_LIMIT_EXCEEDED';
    readonly 12: 'UNAVAILABLE_CRITICAL_EXTENSION';
    readonly 13: 'CONFIDENTIALITY_REQUIRED';
    readonly 14: 'SASL_BIND_IN_PROGRESS';
    readonly 16: 'NO_SUCH_ATTRIBUTE';
    readonly 17: 'UNDEFINED_ATTRIBUTE_TYPE';
    readonly 18: 'INAPPROPRIATE_MATCHING';
    readonly 19: 'CONSTRAINT_VIOLATION';
    readonly 20: 'ATTRIBUTE_OR_VALUE_EXISTS';
    readonly 21: 'INVALID_ATTRIBUTE_SYNTAX';
    readonly 32: 'NO_SUCH_OBJECT';
    readonly 33: 'ALIAS_PROBLEM';
    readonly 34: 'INVALID_DN_SYNTAX';
    readonly 36: 'ALIAS_DEREFERENCING_PROBLEM';
    readonly 48: 'INAPPROPRIATE_AUTHENTICATION';
    readonly 49: 'INVALID_CREDENTIALS';
    readonly 50: 'INSUFFICIENT_ACCESS_RIGHTS';
    readonly 51: 'BUSY';
    readonly 52: 'UNAVAILABLE';
    readonly 53: 'UNWILLING_TO_PERFORM';
    readonly 54: 'LOOP_DETECT';
    readonly 64: 'NAMING_VIOLATION';
    readonly 65: 'OBJECT_CLASS_VIOLATION';
    readonly 66: 'NOT_ALLOWED_ON_NON_LEAF';
    readonly 67: 'NOT_ALLOWED_ON_RDN';
    readonly 68: 'ENTRY_ALREADY_EXISTS';
    readonly 69: 'OBJECT_CLASS_MODS_PROHIBITED';
    readonly 71: 'AFFECTS_MULTIPLE_DSAS';
    readonly 80: 'OTHER';
    readonly 118: 'CANCELED';
    readonly 119: 'NO_SUCH_OPERATION';
    readonly 120: 'TOO_LATE';
    readonly 121: 'CANNOT_CANCEL';
    readonly 122: 'ASSERTION_FAILED';
    readonly 123: 'AUTHORIZATION_DENIED';
};

// search.d.ts
export interface OperationOptions {
    readonly signal?: AbortSignal | undefined;
    readonly referrals?: 'report' | 'follow' | undefined;
}
export interface SearchOptions extends OperationOptions {
    readonly scope?: 'base' | 'one' | 'sub';
    readonly filter?: Filter | string;
    readonly attributes?: readonly string[];
    readonly binary?: readonly string[];
    readonly sizeLimit?: number;
    readonly timeLimitMs?: number;
    readonly typesOnly?: boolean;
    readonly derefAliases?: 'never' | 'search' | 'find' | 'always';
}
export interface PagedOptions extends SearchOptions {
    readonly pageSize?: number;
}
export interface SearchPage {
    readonly entries: readonly LdapEntry[];
    readonly references: readonly string[];
}
export interface SearchResult extends SearchPage {
    readonly truncated: boolean;
}
