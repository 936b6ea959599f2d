// What create-outpool-backend exports. Written by `pnpm api`.
export {
    BackendNames,
    NameProblem,
    PackageRequest,
    createPackage,
    namesOf,
}

// backend-names.d.ts
export interface BackendNames {
    readonly type: string;
    readonly pascal: string;
    readonly kebab: string;
    readonly packageName: string;
}
export declare class NameProblem extends Error {
    readonly name = "NameProblem";
}
export declare function namesOf(type: string, packageName?: string): BackendNames;

// create-package.d.ts
export interface PackageRequest {
    readonly folder: string;
    readonly type: string;
    readonly packageName?: string | undefined;
    readonly port?: number | undefined;
    readonly author?: string | undefined;
    readonly year?: number | undefined;
}
export declare function createPackage(request: PackageRequest): string[];
