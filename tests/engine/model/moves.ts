/** Everything that may happen next in a world: what the engine does, what people do, and what goes wrong. */
import {
  type Budget,
  type Database,
  type Hold,
  inlineToken,
  type NodeKind,
  type Row,
  type Rules,
  type Slot,
  type Status,
  type Step,
  type World,
} from "./world.ts";

/** Faults have a budget; a run must come to its end by progress alone once they stop. */
export type Move = { name: string; kind: "progress" | "fault" | "other"; next: World };

/** A promise that does not hold in some world. */
export class Broken extends Error {}

export type Model = { nodes: readonly NodeKind[]; rules: Rules };

export function movesOf(world: World, model: Model): Move[] {
  return [
    ...databaseMoves(world),
    ...peopleMoves(world, model),
    ...world.slots.flatMap((_, at) => slotMoves(world, at, model)),
  ];
}

function databaseMoves(world: World): Move[] {
  const { db, disk, left, slots } = world;
  const moves: Move[] = [];
  if (disk !== db) moves.push({ name: "flush", kind: "other", next: { ...world, disk: db } });
  if (can(left, "outage")) {
    const next = { ...world, db: disk, left: spend(left, "outage") };
    moves.push({ name: "database crash", kind: "fault", next });
  }
  const { row } = db;
  if (row?.due !== "later") return moves;
  const next = { ...world, db: { ...db, row: { ...row, due: "now" as const } } };
  const isHeld = slots.some(({ isUp, hold }) => isUp && hold?.claim === row.claim);
  if (!isHeld) moves.push({ name: "lease ends", kind: "progress", next });
  else if (can(left, "late")) {
    moves.push({ name: "lease ends under its holder", kind: "fault", next: { ...next, left: spend(left, "late") } });
  }
  return moves;
}

function peopleMoves(world: World, { nodes }: Model): Move[] {
  const { db, left } = world;
  const { row } = db;
  const moves: Move[] = [];
  if (row && !db.isDecided && nodes.some((kind, at) => kind === "wait" && db.steps[at] === "running")) {
    const woken = row.state === "waiting" ? { ...row, due: "now" as const } : row;
    moves.push({ name: "approve", kind: "progress", next: commit(world, { ...db, isDecided: true, row: woken }) });
  }
  if (row && can(left, "cancel")) {
    const spent = { ...world, left: spend(left, "cancel") };
    const next =
      row.state === "running"
        ? commit(spent, { ...db, row: { ...row, cancel: true } })
        : { ...commit(spent, { ...db, row: null, status: "cancelled" }), ends: world.ends + 1 };
    moves.push({ name: "cancel", kind: "fault", next });
  }
  return moves;
}

function slotMoves(world: World, at: number, model: Model): Move[] {
  const slot = world.slots[at]!;
  const { left } = world;
  const name = `worker ${at + 1}`;
  if (!slot.isUp) {
    const fresh = { process: world.processes + 1, isUp: true, hold: null, ghost: null };
    const next = { ...withSlot(world, at, fresh), processes: world.processes + 1 };
    return [{ name: `${name} starts again`, kind: "progress", next }];
  }
  const moves: Move[] = [];
  const add = (what: string, kind: Move["kind"], next: World) => moves.push({ name: `${name} ${what}`, kind, next });
  if (can(left, "crash")) {
    const dead = { ...slot, isUp: false, hold: null, ghost: null };
    add("crashes", "fault", { ...withSlot(world, at, dead), left: spend(left, "crash") });
  }
  if (!slot.hold && left.wakeUp > 0) add("receives the run's wake-up", "other", receives(world, at, model));
  for (const claim of claims(world, at, model)) add(claim.name, claim.kind, claim.next);
  if (slot.hold)
    for (const move of holdMoves({ world, at, model, hold: slot.hold })) add(move.name, move.kind, move.next);
  if (slot.ghost) for (const next of ghostMoves({ world, at, model, hold: slot.ghost })) add("ghost", "other", next);
  return moves;
}

/** The wake-up brings the run along, and may arrive at any moment: no one checks whether it is still queued. */
function receives(world: World, at: number, { nodes }: Model): World {
  const claim = world.claims + 1;
  const { process } = world.slots[at]!;
  const knows: Step[] = nodes.map(() => "none");
  const hold = { isInlineClaim: true, claim, process, token: inlineToken, batches: 0, node: 0, knows, ending: null };
  const next = withSlot(world, at, { ...world.slots[at]!, hold: arrive(hold, nodes) });
  return { ...next, claims: claim, left: { ...world.left, wakeUp: world.left.wakeUp - 1 } };
}

/**
 * By the sweep or by a wake-up, which may arrive at any moment and any number of times. The claim's commit does not wait
 * for the disk.
 */
function claims(world: World, at: number, { rules, nodes }: Model): Move[] {
  const slot = world.slots[at]!;
  const { row } = world.db;
  if (!row || (rules.claimOnlyWhenDue && row.due !== "now")) return [];
  if (row.state === "running" && row.due === "later") throw new Broken("a lease that had not run out was taken away");
  const claim = world.claims + 1;
  const taken: Row = { ...row, state: "running", due: "later", token: row.token + 1, process: slot.process, claim };
  const after = { ...world, db: { ...world.db, row: taken }, claims: claim };
  const hold = pickUp(taken, world.db.steps, nodes, rules);
  const next = withSlot(after, at, { ...slot, hold, ghost: slot.hold ?? slot.ghost });
  const moves: Move[] = [{ name: "claims", kind: "progress", next }];
  if (can(world.left, "lost")) {
    const unaware = { ...after, left: spend(world.left, "lost") };
    moves.push({ name: "claims and never learns it", kind: "fault", next: unaware });
  }
  return moves;
}

/** What a claim finds: completed steps stay; an unkeyed effect that was under way is not repeated. */
function pickUp(row: Row, steps: readonly Step[], nodes: readonly NodeKind[], rules: Rules): Hold {
  const { claim, process, token, batches } = row;
  const found = steps.findIndex((step) => step !== "done");
  const node = found === -1 ? nodes.length : found;
  const base = { isInlineClaim: false, claim, process, token, batches, node, knows: steps, ending: null };
  const isOpen = steps[node] === "running" && nodes[node] === "unkeyed" && rules.doubtUnkeyed;
  if (isOpen || steps[node] === "in_doubt") {
    return { ...base, knows: setStep(steps, node, "in_doubt"), at: "ending", ending: "failed" };
  }
  return arrive(base, nodes);
}

/** Steps up to the next node: an effect is recorded before it starts. */
function arrive(hold: Omit<Hold, "at">, nodes: readonly NodeKind[]): Hold {
  if (hold.node >= nodes.length) return { ...hold, at: "ending", ending: "succeeded" };
  return { ...hold, at: "ready" };
}

type Holding = { world: World; at: number; model: Model; hold: Hold };

function holdMoves(holding: Holding): Move[] {
  const { world, at, hold, model } = holding;
  const { row } = world.db;
  const moves: Move[] = [];
  const keep = (next: Hold | null, from = world) => withSlot(from, at, { ...from.slots[at]!, hold: next });
  const add = (name: string, kind: Move["kind"], next: World) => moves.push({ name, kind, next });

  const isMine = row !== null && passes(row, hold, model.rules);
  if (isMine && row.due === "now") {
    add("beats", "other", keep(hold, { ...world, db: { ...world.db, row: { ...row, due: "later" } } }));
  }
  // No heartbeat asks for a run that nothing was written about yet.
  if (!isMine && !hold.isInlineClaim) add("learns that it lost the run", "other", keep(null));
  if (isMine && row.cancel && hold.ending !== "cancelled" && hold.at !== "armed") {
    add("is asked to cancel", "progress", keep({ ...hold, at: "ending", ending: "cancelled" }));
  }
  if (isMine && hold.at === "ready" && can(world.left, "late")) {
    const spent = { ...world, left: spend(world.left, "late") };
    add("releases", "fault", keep(null, { ...spent, db: { ...world.db, row: { ...row, due: "now" } } }));
  }
  const kind = model.nodes[hold.node];
  if (hold.at === "ready") add("goes on", "progress", keep(start(hold, kind, world, model.rules)));
  else if (hold.at === "armed") {
    const called = invoke(holding);
    add("calls", "progress", keep({ ...hold, at: "did", knows: setStep(hold.knows, hold.node, "done") }, called));
    if (can(world.left, "lost")) {
      // The answer is lost: a keyed effect is tried again with its key, an unkeyed one is in doubt.
      const spent = { ...called, left: spend(world.left, "lost") };
      const doubt = {
        ...hold,
        at: "ending",
        ending: "failed",
        knows: setStep(hold.knows, hold.node, "in_doubt"),
      } as const;
      add("calls and gets no response", "fault", keep(kind === "unkeyed" ? doubt : hold, spent));
    }
  } else if (hold.at === "did" && kind === "pure") {
    // No step waits for a pure step's batch; it goes along with the next one.
    add("goes on unwritten", "progress", keep(arrive({ ...hold, node: hold.node + 1 }, model.nodes)));
    for (const move of writes(holding)) moves.push(move);
  } else for (const move of writes(holding)) moves.push(move);
  return moves;
}

function start(hold: Hold, kind: NodeKind | undefined, world: World, rules: Rules): Hold {
  if (kind === "pure") return { ...hold, at: "did", knows: setStep(hold.knows, hold.node, "done") };
  if (kind === "wait") {
    // First the approval is recorded, so that people can decide; then the worker polls, then it parks.
    if (hold.knows[hold.node] === "none")
      return { ...hold, at: "arming", knows: setStep(hold.knows, hold.node, "running") };
    if (!world.db.isDecided) return { ...hold, at: "parking" };
    return { ...hold, at: "did", knows: setStep(hold.knows, hold.node, "done") };
  }
  if (!rules.armBeforeEffects) return { ...hold, at: "armed" };
  return { ...hold, at: "arming", knows: setStep(hold.knows, hold.node, "running") };
}

function invoke({ world, model, hold }: Holding): World {
  const { row, steps } = world.db;
  const { node } = hold;
  if (row && row.claim === hold.claim && row.token === hold.token && steps[node] === "done") {
    throw new Broken("a completed step was called again");
  }
  const isKeyed = model.nodes[node] === "keyed";
  const key = isKeyed && model.rules.stableKeys ? 0 : hold.claim * 100 + world.executions[node]!.length;
  const made = world.executions[node]!;
  if (isKeyed && made.includes(key)) return world;
  if (made.length > 0) throw new Broken(`an effect ${isKeyed ? "with a key" : "without a key"} was done twice`);
  return { ...world, executions: world.executions.map((each, at) => (at === node ? [...made, key] : each)) };
}

/** The batch that this hold has to write: applied, or refused, or applied with the answer lost. */
function writes({ world, at, model, hold }: Holding): Move[] {
  const keep = (next: Hold | null, from = world) => withSlot(from, at, { ...from.slots[at]!, hold: next });
  const applied = write(world, hold, model);
  if (!applied) return [{ name: "is refused", kind: "progress", next: keep(null) }];
  const moves: Move[] = [
    { name: `writes ${hold.at}`, kind: "progress", next: keep(onward(hold, model.nodes), applied) },
  ];
  if (can(world.left, "lost")) {
    const spent = { ...applied, left: spend(world.left, "lost") };
    moves.push({ name: `writes ${hold.at} and gets no response`, kind: "fault", next: keep(hold, spent) });
  }
  return moves;
}

function onward(hold: Hold, nodes: readonly NodeKind[]): Hold | null {
  const next = { ...hold, isInlineClaim: false, batches: hold.batches + 1 };
  if (hold.at === "arming") return { ...next, at: nodes[hold.node] === "wait" ? "ready" : "armed" };
  if (hold.at === "did") return arrive({ ...next, node: hold.node + 1 }, nodes);
  return null;
}

const passes = (row: Row, hold: Hold, rules: Rules): boolean =>
  (!rules.fenceByToken || row.token === hold.token) &&
  (rules.fenceByWorker !== "process" || row.process === hold.process) &&
  (rules.fenceByWorker !== "claim" || row.claim === hold.claim);

/** Whether a run claimed inline is still unclaimed in the database. */
const isFree = (row: Row, { isInlineClaim, token }: Hold, { inlineClaimNeedsQueued }: Rules): boolean =>
  isInlineClaim && row.token === token && (!inlineClaimNeedsQueued || row.state === "queued");

/** One journal statement. Undefined when the fence refuses it. Throws when it breaks what is promised of the journal. */
function write(world: World, hold: Hold, { rules }: Model): World | undefined {
  const { db } = world;
  const { row } = db;
  const isEnd = hold.at === "ending";
  const isFenced = !isEnd || rules.fenceTheEnd;
  const isOurs = row?.state === "running" && passes(row, hold, rules);
  if (isFenced && !isOurs && !(row && isFree(row, hold, rules))) return undefined;
  if (isEnd && world.ends > 0) throw new Broken("a run ended twice");
  const isRepeat = row !== null && row.batches === hold.batches + 1 && world.writers[hold.token] === hold.claim;
  if (!isRepeat && row && row.batches !== hold.batches) throw new Broken("the history has a gap or a double batch");
  const writer = world.writers[hold.token] ?? hold.claim;
  if (writer !== hold.claim) throw new Broken("two writers under one token");
  if (db.steps.some((step, index) => step === "done" && hold.knows[index] !== "done")) {
    throw new Broken("a completed step was undone");
  }
  const writers = [...world.writers];
  writers[hold.token] = hold.claim;
  const next = { ...world, writers, ends: world.ends + (isEnd ? 1 : 0) };
  return commit(next, batchOf(db, hold, rules));
}

function batchOf(db: Database, hold: Hold, rules: Rules): Database {
  const { row } = db;
  if (hold.at === "ending" || !row)
    return { ...db, row: null, status: hold.ending satisfies Status | null, steps: hold.knows };
  const batches = hold.batches + 1;
  const { process, claim } = hold;
  const lease = hold.isInlineClaim ? ({ state: "running", due: "later", process, claim } as const) : {};
  if (hold.at !== "parking") return { ...db, steps: hold.knows, row: { ...row, ...lease, batches } };
  const due = rules.parkLooksAgain && db.isDecided ? "now" : "never";
  return { ...db, steps: hold.knows, row: { ...row, batches, state: "waiting", due, process: 0, claim: 0 } };
}

/** What a former tenure in the same process still has under way: it may come through, late, or not at all. */
function ghostMoves({ world, at, model, hold }: Holding): World[] {
  const drop = (from: World) => withSlot(from, at, { ...from.slots[at]!, ghost: null });
  if (hold.at === "ready") return [drop(world)];
  if (hold.at === "armed") return [drop(world), drop(invoke({ world, at, model, hold }))];
  const applied = write(world, hold, model);
  return applied ? [drop(world), drop(applied)] : [drop(world)];
}

type Fault = Exclude<keyof Budget, "all">;
const can = (left: Budget, fault: Fault) => left.all > 0 && left[fault] > 0;
const spend = (left: Budget, fault: Fault): Budget => ({ ...left, [fault]: left[fault] - 1, all: left.all - 1 });
const commit = (world: World, db: Database): World => ({ ...world, db, disk: db });
const setStep = (steps: readonly Step[], at: number, step: Step) =>
  steps.map((old, index) => (index === at ? step : old));
const withSlot = (world: World, at: number, slot: Slot): World => ({
  ...world,
  slots: world.slots.map((old, index) => (index === at ? slot : old)),
});
