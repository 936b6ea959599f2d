// What @outpool/testkit/histories exports. Written by `pnpm api`.
export {
    Histories,
    HistoryStep,
    playHistories,
}

// histories.d.ts
import fc from 'fast-check';
export interface HistoryStep<Kind extends string = string> {
    readonly kind: Kind;
    readonly pick: number;
}
export interface Histories<Made, Kind extends string> {
    readonly made: fc.Arbitrary<Made>;
    readonly shares: Readonly<Record<Kind, number>>;
    readonly steps?: {
        readonly min: number;
        readonly max: number;
    };
    readonly play: (made: Made, steps: readonly HistoryStep<Kind>[], say: (line: string) => void) => Promise<void>;
    readonly histories?: number;
    readonly seed?: number;
    readonly share?: readonly [share: number, shares: number];
    readonly again: string;
}
export declare function playHistories<Made, Kind extends string>(setup: Histories<Made, Kind>): Promise<void>;
