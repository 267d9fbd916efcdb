/**
 * The world of the model: one run with three nodes, two workers, one database row, and an external system. Time is a choice:
 * what is due "later" may become due at any moment, and a worker that takes no step is one that hangs or is stopped.
 */

/** A wait is an approval; `keyed` and `unkeyed` are external effects, with and without an idempotency key. */
export type NodeKind = "pure" | "keyed" | "unkeyed" | "wait";
export type Step = "none" | "running" | "done" | "in_doubt";
export type Status = "succeeded" | "failed" | "cancelled";

export type Row = {
  state: "queued" | "running" | "waiting";
  due: "now" | "later" | "never";
  token: number;
  /** Who claimed it: the worker's process, and which of all claims it was. */
  process: number;
  claim: number;
  cancel: boolean;
  /** Batches of the journal so far; stands for lastSeq. */
  batches: number;
};

/** What the database holds. The row is gone when the run has ended. */
export type Database = { row: Row | null; status: Status | null; steps: readonly Step[]; isDecided: boolean };

/** A run that a worker holds. `at` says what it does next with `node`. */
export type Hold = {
  /** Claimed inline: its first batch has to claim the run. */
  isInlineClaim: boolean;
  claim: number;
  process: number;
  token: number;
  batches: number;
  knows: readonly Step[];
  node: number;
  at: "ready" | "arming" | "armed" | "did" | "parking" | "ending";
  ending: Status | null;
};

/** `ghost` is what a former tenure of the run in the same process still has under way. */
export type Slot = { process: number; isUp: boolean; hold: Hold | null; ghost: Hold | null };

/** How often each fault may still happen, and how many in all; and how often a wake-up that brings the run may be received. */
export type Budget = {
  crash: number;
  outage: number;
  late: number;
  lost: number;
  cancel: number;
  all: number;
  wakeUp: number;
};

export type World = {
  db: Database;
  /** What a crash of the database leaves. Equal to `db` when everything is on disk. */
  disk: Database;
  slots: readonly Slot[];
  left: Budget;
  claims: number;
  processes: number;
  /** Which claim wrote under a token, by token. */
  writers: readonly number[];
  /** External effects, by node: distinct keys of keyed effects, calls of unkeyed ones. */
  executions: readonly (readonly number[])[];
  ends: number;
};

/** The engine's rules. A mutation switches one of them off. */
export type Rules = {
  fenceByToken: boolean;
  /** What the row's `worker` names, and the fence compares: nothing, the worker's process, or the very claim. */
  fenceByWorker: "nothing" | "process" | "claim";
  fenceTheEnd: boolean;
  claimOnlyWhenDue: boolean;
  /** The first batch of a run that was claimed inline requires that no other worker has claimed it. */
  inlineClaimNeedsQueued: boolean;
  armBeforeEffects: boolean;
  doubtUnkeyed: boolean;
  stableKeys: boolean;
  parkLooksAgain: boolean;
};

export const engineRules: Rules = {
  fenceByToken: true,
  fenceByWorker: "claim",
  fenceTheEnd: true,
  claimOnlyWhenDue: true,
  inlineClaimNeedsQueued: true,
  armBeforeEffects: true,
  doubtUnkeyed: true,
  stableKeys: true,
  parkLooksAgain: true,
};

/** The token with which a run is inserted, and claimed inline by the worker that its wake-up reaches. */
export const inlineToken = 1;

export function beginning(left: Budget): World {
  const row = {
    state: "queued",
    due: "now",
    token: inlineToken,
    process: 0,
    claim: 0,
    cancel: false,
    batches: 0,
  } as const;
  const db: Database = { row, status: null, steps: ["none", "none", "none"], isDecided: false };
  const slot = (process: number) => ({ process, isUp: true, hold: null, ghost: null });
  return {
    db,
    disk: db,
    slots: [slot(1), slot(2)],
    left,
    claims: 0,
    processes: 2,
    writers: [],
    executions: [[], [], []],
    ends: 0,
  };
}

/**
 * Two worlds with one key are one world. Claims and processes are told apart, but what they are called does not matter,
 * nor which of two workers is the first.
 */
export function keyOf(world: World): string {
  return [write(world, 0), write(world, 1)].sort()[0]!;
}

function write({ db, disk, slots, left, writers, executions, ends }: World, first: number): string {
  const claim = renumber("c");
  const process = renumber("p");
  const store = ({ row, status, steps, isDecided }: Database): string => {
    const words = row
      ? `${row.state} ${row.due} ${row.token} ${process(row.process)} ${claim(row.claim)} ${row.cancel} ${row.batches}`
      : status;
    return `${words}/${steps.join()}${isDecided}`;
  };
  const hand = (hold: Hold | null): string => {
    if (!hold) return "";
    const { knows, node, at, ending } = hold;
    return `${hold.isInlineClaim}${claim(hold.claim)} ${hold.token} ${hold.batches} ${knows.join()} ${node} ${at} ${ending}`;
  };
  const held = [first, 1 - first].map((at) => {
    const slot = slots[at]!;
    return `${process(slot.process)} ${slot.isUp}(${hand(slot.hold)})(${hand(slot.ghost)})`;
  });
  const budget = `${left.crash}${left.outage}${left.late}${left.lost}${left.cancel}${left.all}${left.wakeUp}`;
  const wrote = writers.map(claim);
  const done = executions.map((keys) => keys.length);
  return [...held, store(db), disk === db ? "" : store(disk), budget, wrote, done, ends].join("|");
}

function renumber(prefix: string): (id: number) => string {
  const names = new Map([[0, "-"]]);
  return (id) => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `${prefix}${names.size}`;
    names.set(id, name);
    return name;
  };
}
