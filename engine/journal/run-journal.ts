import { addTotals, type Totals, type Usage } from "../../lib/models/usage.ts";
import type { BlobRef, RunError, RunEventData, Values } from "../../lib/run.ts";
import type { ApprovalAsk } from "../../lib/runs/waits.ts";
import type { Json } from "../../lib/values/json.ts";
import { type ClaimedRun, LostRun } from "../queue/claim/claimed-run.ts";
import { isOursFromStart } from "../queue/inline-claim.ts";
import { RunClock } from "./run-clock.ts";
import { type BlobRow, storeValues } from "./store-values.ts";

export type StepRow = {
  nodeId: string;
  iteration: string;
  status: "running" | "retrying" | "waiting" | "succeeded" | "failed" | "skipped" | "cancelled" | "in_doubt";
  attempt: number;
  input: Values | null;
  output: Values | null;
  error: RunError | null;
  /** Whole milliseconds of the tenure's clock (run-clock.ts), negative before it. */
  startedAt: number | null;
  finishedAt: number | null;
  durationMs: number | null;
  usage: Usage | undefined;
  /** When a waiting step continues by itself. */
  waitUntil: number | null;
};

/** A request for approval, as it is stored. */
export type ApprovalRow = ApprovalAsk & { nodeId: string; iteration: string; status: "waiting" | "cancelled" };

export type Ending =
  | { status: "succeeded"; output: Values }
  | { status: "failed"; error: RunError }
  | { status: "cancelled" };

/** The run waits for something that needs no worker; it is due again after `waitMs`, or when that happens. */
export type Parking = { status: "waiting"; waitMs: number | null };

/** `at` in whole milliseconds of the tenure's clock. */
export type Entry = { seq: number; at: number; data: RunEventData };

/** What one run has to write in the next group commit. */
export type WriteBatch = {
  run: ClaimedRun;
  /** It has to make the inline claim of the run as well (queue/inline-claim.ts). */
  isClaim: boolean;
  clock: RunClock;
  lastSeq: number;
  totals: Totals;
  events: Entry[];
  steps: StepRow[];
  blobs: BlobRow[];
  approvals: ApprovalRow[];
  ending: Ending | Parking | undefined;
  isLost(): boolean;
  /** With an error when the run has ended by it, and nothing of the batch is written. */
  settle(result: "written" | "lost" | RunError): void;
};

/** The run ends with it. */
export const isEnd = ({ ending }: WriteBatch): boolean => ending !== undefined && ending.status !== "waiting";

/** `isUrgent` when a step waits for the disk; other entries may wait to share a commit. */
export type Wake = (journal: RunJournal, isUrgent: boolean) => void;

/** What a run may have unwritten, and not yet on its way to the disk, before its steps wait: events, and about as many bytes. */
const maxUnwritten = { events: 500, bytes: 1_000_000 };

type JournalParts = { wake: Wake; onLost: () => void; clock?: RunClock };
type Waiter = { resolve: () => void; reject: (error: Error) => void };

/** One run's part of the journal: collects its entries, numbers them, and passes them on in batches. */
export class RunJournal {
  readonly run: ClaimedRun;
  isLost = false;
  /** Why it has failed without its journal (end-in-emergency.ts); it is lost then. */
  failure: RunError | undefined;
  /** The database has this worker's name for it. Until then only pure steps may run (queue/inline-claim.ts). */
  isOurs: boolean;
  /** About as many bytes as the run holds: inputs and results of its steps, without those of items and rounds. */
  bytes = 0;
  readonly #wake: Wake;
  readonly #onLost: () => void;
  readonly clock: RunClock;
  #seq: number;
  #at = 0;
  #totals: Totals;
  #events: Entry[] = [];
  #steps = new Map<string, StepRow>();
  #blobs: BlobRow[] = [];
  readonly #known = new Map<Json, BlobRef>();
  #approvals = new Map<string, ApprovalRow>();
  #ending: Ending | Parking | undefined;
  #waiters: Waiter[] = [];
  #unwrittenBytes = 0;
  #onRoom: (() => void)[] = [];

  constructor(run: ClaimedRun, { wake, onLost, clock = new RunClock() }: JournalParts) {
    this.run = run;
    this.clock = clock;
    this.isOurs = isOursFromStart(run);
    this.#wake = wake;
    this.#onLost = onLost;
    this.#seq = run.lastSeq;
    const { tokensIn, tokensOut, costUsd, tokensPriced } = run;
    this.#totals = { tokensIn, tokensOut, costUsd, tokensPriced };
  }

  /** Large values of events and rows are kept apart, once each. What the steps of an item or round had is not held for long. */
  store(values: Values, { isIterated = false } = {}): Values {
    const size = (bytes: number) => {
      if (!isIterated) this.bytes += bytes;
      this.#unwrittenBytes += bytes;
    };
    return storeValues(values, { workspaceId: this.run.workspaceId, blobs: this.#blobs, known: this.#known, size });
  }

  /** `at` is when it happened, in whole milliseconds of the clock; events are recorded in their order. */
  event(data: RunEventData, at = Math.floor(this.clock.now())): void {
    if (this.isLost || this.#ending) return;
    this.#seq += 1;
    this.#at = Math.max(this.#at, at);
    this.#events.push({ seq: this.#seq, at: this.#at, data });
    this.#wake(this, false);
  }

  /** A later row of the same step in one batch takes the earlier one's place. */
  step(row: StepRow): void {
    if (this.isLost || this.#ending) return;
    this.#steps.set(`${row.nodeId}\n${row.iteration}`, row);
    this.#wake(this, false);
  }

  approval(row: ApprovalRow): void {
    if (this.isLost || this.#ending) return;
    this.#approvals.set(`${row.nodeId}\n${row.iteration}`, row);
    this.#wake(this, false);
  }

  usage(usage: Usage): void {
    this.#totals = addTotals(this.#totals, usage);
  }

  /** Resolves when everything recorded so far is on disk. Rejects with LostRun when this worker has lost the run. */
  durable(): Promise<void> {
    if (this.isLost) return Promise.reject(new LostRun());
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#wake(this, true);
    });
  }

  /** The run's final batch. Resolves when it is written; false when another worker has ended the run. */
  async end(ending: Ending): Promise<boolean> {
    if (this.isLost) return false;
    // Rounded up, so that no part of the run is longer than the whole.
    const at = Math.ceil(this.clock.now());
    if (ending.status === "succeeded") {
      this.event({ type: "run.succeeded", output: ending.output }, at);
    } else if (ending.status === "failed") {
      this.event({ type: "run.failed", error: ending.error }, at);
    } else {
      this.event({ type: "run.cancelled" }, at);
    }
    return await this.#close(ending);
  }

  /** Parks the run for `waitMs` (null: until it is woken). False when this worker has lost it. */
  async park(waitMs: number | null): Promise<boolean> {
    if (this.isLost) return false;
    this.event({ type: "run.waiting", waitMs });
    return await this.#close({ status: "waiting", waitMs });
  }

  async #close(ending: Ending | Parking): Promise<boolean> {
    this.#ending = ending;
    return await this.durable().then(
      () => true,
      () => false,
    );
  }

  /** About how much the next batch holds. */
  get unwritten(): { events: number; bytes: number } {
    return { events: this.#events.length, bytes: this.#unwrittenBytes };
  }

  /** False while too much is unwritten; `onRoom` is called when that is on its way to the disk. */
  hasRoom(onRoom: () => void): boolean {
    const { events, bytes } = this.unwritten;
    if (this.isLost || (events < maxUnwritten.events && bytes < maxUnwritten.bytes)) return true;
    this.#onRoom.push(onRoom);
    return false;
  }

  takeBatch(): WriteBatch {
    const waiters = this.#waiters;
    const batch: WriteBatch = {
      run: this.run,
      isClaim: !this.isOurs,
      clock: this.clock,
      lastSeq: this.#seq,
      totals: this.#totals,
      events: this.#events,
      steps: [...this.#steps.values()],
      blobs: this.#blobs,
      approvals: [...this.#approvals.values()],
      ending: this.#ending,
      isLost: () => this.isLost,
      settle: (result) => {
        const isWritten = result === "written";
        if (typeof result === "object") this.failure = result;
        if (isWritten) this.isOurs = true;
        else this.lose();
        for (const { resolve, reject } of waiters) {
          if (isWritten) resolve();
          else reject(new LostRun());
        }
      },
    };
    this.#events = [];
    this.#steps = new Map();
    this.#blobs = [];
    this.#approvals = new Map();
    this.#waiters = [];
    this.#unwrittenBytes = 0;
    // Not now: while batches are being taken, no entries may be added.
    for (const onRoom of this.#onRoom.splice(0)) setImmediate(onRoom);
    return batch;
  }

  /** Nothing more is written. `onLost` is called, once. */
  lose(): void {
    if (this.isLost) return;
    this.isLost = true;
    for (const { reject } of this.#waiters.splice(0)) reject(new LostRun());
    this.#onLost();
  }
}
