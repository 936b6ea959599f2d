import { backend, strategy, type WorkerView, z } from '@outpool/contract';

/** A backend of the application itself. */
@backend({ type: 'own' })
export class OwnBackend {
  readonly options = z.strictObject({ level: z.int().describe('How high.') });
  async connect(): Promise<object> {
    return {};
  }
  async close(): Promise<void> {}
}

@strategy('odd')
export class OddStrategy {
  select(workers: readonly WorkerView[]): WorkerView | undefined {
    return workers[0];
  }
}
