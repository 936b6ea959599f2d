import type { PoolSettings } from '@outpool/contract/internal';
import type { Call } from '../worker/call.js';
import { WaitingLine } from '../worker/waiting-line.js';
import type { Worker } from '../worker/worker.js';
import type { Ledger } from './ledger.js';

/** Where calls wait: one line for the whole pool, and the mailbox of each worker. Both are bounded together and apart. */
export class WaitingRoom {
  readonly line = new WaitingLine();
  /** Leases that wait for a shared worker to run empty. */
  readonly leases = new WaitingLine();
  readonly #ledger: Ledger;
  readonly #settings: PoolSettings;
  readonly #slots: readonly Worker[];
  readonly #lifo: boolean;

  constructor(settings: PoolSettings, ledger: Ledger, slots: readonly Worker[]) {
    this.#settings = settings;
    this.#ledger = ledger;
    this.#slots = slots;
    this.#lifo = settings.queueType === 'lifo';
  }

  /** The name of the limit that one more call in this line would break. */
  full(line: WaitingLine): 'maxQueue' | 'maxWorkerQueue' | undefined {
    if (this.#ledger.waiting >= this.#settings.maxQueue) return 'maxQueue';
    if (line === this.leases) return undefined;
    // The line holds what would else wait in the mailboxes of all.
    const mailboxes = line === this.line ? this.#slots.length : 1;
    return line.length >= this.#settings.maxWorkerQueue * mailboxes ? 'maxWorkerQueue' : undefined;
  }

  /** Who has to go to make room in this line; nobody when the newcomer is to be refused. */
  victim(line: WaitingLine): Call | undefined {
    if (this.#settings.overflow === 'reject') return undefined;
    return line.oldest ?? this.line.oldest ?? this.#slots.find((worker) => worker.queued > 0)?.mailbox.oldest;
  }

  enter(call: Call, line: WaitingLine): void {
    line.enter(call);
    this.#ledger.waiting++;
  }

  leave(call: Call): void {
    if (call.line === undefined) return;
    call.line.leave(call);
    this.#ledger.waiting--;
  }

  /** Takes out whose turn it is at this worker: the older head of its mailbox and the line; with lifo the newer end. */
  next(worker: Worker): Call | undefined {
    const { line } = this;
    const end = this.#lifo ? 'newest' : 'oldest';
    const own = worker.queued === 0 ? undefined : worker.mailbox[end];
    const common = line[end];
    const call = own === undefined || common === undefined ? (own ?? common) : own.ticket < common.ticket !== this.#lifo ? own : common;
    if (call !== undefined) this.leave(call);
    return call;
  }
}
