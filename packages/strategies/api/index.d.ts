// What @outpool/strategies exports. Written by `pnpm api`.
export {
    AvailableWorker,
    BestWorker,
    HashWorker,
    NextAvailableWorker,
    NextWorker,
    PeakEwma,
    PowerOfTwoChoices,
    RandomWorker,
    ServerWeights,
    weighted,
}

// available-worker.d.ts
import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
export declare class AvailableWorker implements Strategy {
    readonly room = "idle";
    readonly whenNone: 'wait' | 'fail';
    constructor(setup: StrategySetup);
    select(): WorkerView | undefined;
    joined(worker: WorkerView): void;
    left(worker: WorkerView): void;
    loadChanged(worker: WorkerView): void;
}

// best-worker.d.ts
import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
export declare class BestWorker implements Strategy {
    constructor(setup: StrategySetup);
    select(): WorkerView | undefined;
    joined(worker: WorkerView): void;
    left(worker: WorkerView): void;
    loadChanged(worker: WorkerView): void;
}

// hash-worker.d.ts
import type { Strategy } from '@outpool/contract';
export declare class HashWorker implements Strategy {
    readonly needsKey = true;
    select(): undefined;
}

// next-available-worker.d.ts
export declare class NextAvailableWorker extends AvailableWorker {
    readonly whenNone = "fail";
}

// next-worker.d.ts
import type { Strategy, WorkerView } from '@outpool/contract';
export declare class NextWorker implements Strategy {
    select(workers: readonly WorkerView[]): WorkerView | undefined;
}

// peak-ewma.d.ts
import { type Strategy, type StrategySetup, type WorkerView } from '@outpool/contract';
export declare class PeakEwma implements Strategy {
    constructor(setup: StrategySetup);
    select(workers: readonly WorkerView[]): WorkerView | undefined;
    joined(worker: WorkerView): void;
    left(worker: WorkerView): void;
    callEnded(worker: WorkerView, runMs: number, ok: boolean): void;
}

// power-of-two-choices.d.ts
import { type Strategy, type StrategySetup, type WorkerView } from '@outpool/contract';
export declare class PowerOfTwoChoices implements Strategy {
    constructor(setup: StrategySetup);
    select(workers: readonly WorkerView[]): WorkerView | undefined;
}

// random-worker.d.ts
import type { Strategy, StrategySetup, WorkerView } from '@outpool/contract';
export declare class RandomWorker implements Strategy {
    constructor(setup: StrategySetup);
    select(workers: readonly WorkerView[]): WorkerView | undefined;
}

// weighted.d.ts
import { type StrategyClass } from '@outpool/contract';
export type ServerWeights = Readonly<Record<string, number>>;
export declare function weighted(weights: ServerWeights, name?: string): StrategyClass;
