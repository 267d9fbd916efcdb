import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChaosHouse, Slot } from "./house.ts";
import type { Harm, Injection } from "./plan.ts";

/** A harm that was done, seen to have been done. */
export type Hit = {
  kind: string;
  /** When, in milliseconds since 1970, and until when the database was away by it. */
  at: number;
  until: number;
  /** The process it befell, when it was a worker. */
  pid: number | undefined;
  /** When that process went on, if it was stopped only. */
  wentOn?: number;
};

const patienceMs = 60_000;
/** How long a process waits for the database before it takes another connection. */
const answerMs = 10_000;
/** Longer than a lease. */
const stopMs = 20_000;

/** Does the harm, makes sure that it was done, and repairs the house. */
export async function inject(house: ChaosHouse, injection: Injection): Promise<Hit> {
  const at = Date.now();
  const hit = (more: Partial<Hit> = {}): Hit => ({ kind: nameOf(injection), at, until: at, pid: undefined, ...more });
  switch (injection.kind) {
    case "kill worker":
      return hit({ pid: await killAndReplace(house.workers[injection.slot]!) });
    case "kill web":
      await killAndReplace(house.web);
      return hit();
    case "terminate worker":
      return hit({ pid: await terminateAndReplace(house.workers[injection.slot]!) });
    case "stop worker":
      return hit(await stopFor(house.workers[injection.slot]!, injection.ms));
    case "crash Postgres":
      await house.crashPostgres();
      return hit({ until: Date.now() });
    case "cut connections":
      // Everybody may be on the way back after another harm.
      for (let waited = 0; (await house.cutConnections()) === 0; waited += 100) {
        if (waited > patienceMs) throw new Error("no connection was cut");
        await sleep(100);
      }
      return hit({ at: Date.now(), until: Date.now() });
    case "kill Kafka":
      await house.killKafka();
      return hit();
    case "network": {
      const way = house.network[injection.to];
      if (!way) throw new Error(`there is no ${injection.to}`);
      await way.breakFor(injection.fault, injection.ms, patienceMs);
      return hit({ until: injection.to === "Postgres" ? Date.now() + answerMs : at });
    }
    case "crash point":
      return await atPoint(house, injection);
  }
}

export function nameOf(harm: Harm): string {
  if (harm.kind === "crash point") return `${harm.how} at ${harm.point}`;
  return harm.kind === "network" ? `network to ${harm.to}: ${harm.fault}` : harm.kind;
}

async function killAndReplace(slot: Slot): Promise<number> {
  const { pid, ended, signal } = slot.current;
  slot.leave();
  signal("SIGKILL");
  await mustEnd(slot, ended, "SIGKILL");
  await slot.start();
  return pid;
}

async function terminateAndReplace(slot: Slot): Promise<number> {
  const { pid, ended, signal } = slot.current;
  slot.leave();
  signal("SIGTERM");
  await mustStopInOrder(slot, ended);
  await slot.start();
  return pid;
}

async function stopFor(slot: Slot, ms: number): Promise<{ pid: number; wentOn: number }> {
  const { pid, signal } = slot.current;
  slot.leave();
  signal("SIGSTOP");
  await mustStop(pid);
  await sleep(ms);
  signal("SIGCONT");
  slot.comeBack();
  return { pid, wentOn: Date.now() };
}

type AtPoint = Injection & { kind: "crash point" };
type Fired = ChaosHouse["fired"][number];

/** Puts a process there that carries the crash point, and waits until it has come by. */
async function atPoint(house: ChaosHouse, injection: AtPoint): Promise<Hit> {
  const { point, nth, how } = injection;
  const slot = point === "after-insert" ? house.web : house.workers[injection.slot]!;
  const fired =
    point === "on-release" ? await atRelease(house, slot, injection) : await comesBy(house, slot, injection);
  if (!fired) throw new Error(`${slot.name} never came by ${point} for the ${nth}. time`);
  const { pid, ended, ready, signal } = slot.current;
  slot.leave(fired.at);
  let wentOn: number | undefined;
  if (how === "kill") {
    await mustEnd(slot, ended, "SIGKILL");
    await slot.start();
  } else {
    await mustStop(pid);
    await sleep(stopMs);
    signal("SIGCONT");
    wentOn = Date.now();
    // Stopped at its start it may have been given up meanwhile by those it was talking to.
    const isBack = await ready.then(
      () => true,
      () => false,
    );
    if (isBack) slot.comeBack();
    else await slot.start();
  }
  const hit = { kind: nameOf(injection), at: fired.at, until: fired.at, pid: slot === house.web ? undefined : pid };
  return wentOn === undefined ? hit : { ...hit, wentOn };
}

async function comesBy(house: ChaosHouse, slot: Slot, { point, nth, how }: AtPoint): Promise<Fired | undefined> {
  await replace(slot, `${point}:${nth}:${how}`);
  return await passing(house, slot.current.pid, patienceMs);
}

/** A worker gives runs back only when it is asked to stop while it has some that cannot end in the time it is given. */
async function atRelease(house: ChaosHouse, slot: Slot, { point, nth, how }: AtPoint): Promise<Fired | undefined> {
  for (let tries = 0; tries < 8; tries += 1) {
    await replace(slot, `${point}:${nth}:${how}`);
    const { pid, signal, ended } = slot.current;
    await untilItHolds(house, pid);
    slot.leave();
    signal("SIGTERM");
    const gone = ended.then(() => "gone" as const);
    const fired = await Promise.race([passing(house, pid, patienceMs), gone]);
    const seen = fired === "gone" ? await passing(house, pid, 500) : fired;
    if (seen) return seen;
  }
  return undefined;
}

async function replace(slot: Slot, crashAt: string): Promise<void> {
  slot.leave();
  slot.current.signal("SIGTERM");
  await mustStopInOrder(slot, slot.current.ended);
  await slot.start(crashAt);
}

async function passing({ fired }: ChaosHouse, pid: number, ms: number): Promise<Fired | undefined> {
  const line = () => fired.find((each) => each.pid === pid);
  for (let waited = 0; !line() && waited < ms; waited += 20) await sleep(20);
  return line();
}

async function untilItHolds({ pool }: ChaosHouse, pid: number): Promise<void> {
  const text = `SELECT 1 FROM "Queue" WHERE state = 'running' AND worker LIKE $1`;
  for (let waited = 0; waited < patienceMs; waited += 20) {
    const held = await pool.query(text, [`%-${pid}-%`]).catch(() => undefined);
    if (held?.rowCount) return;
    await sleep(20);
  }
}

/** Connections that the network has broken may keep a process until its own limit of ten seconds, and cost it the zero. */
async function mustStopInOrder(slot: Slot, ended: Promise<number | NodeJS.Signals>) {
  const how = await Promise.race([ended, sleep(20_000, "never", { ref: false })]);
  if (how !== 0 && how !== 1) throw new Error(`${slot.name} was to stop in order and ended by ${how}`);
}

async function mustEnd(slot: Slot, ended: Promise<number | NodeJS.Signals>, expected: number | NodeJS.Signals) {
  const how = await Promise.race([ended, sleep(patienceMs, "never", { ref: false })]);
  if (how !== expected) throw new Error(`${slot.name} was to end by ${expected} and ended by ${how}`);
}

/** The third field of /proc/pid/stat is T while a process is stopped. */
async function mustStop(pid: number): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 20) {
    if (/\) T /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return;
    await sleep(20);
  }
  throw new Error(`process ${pid} was not stopped`);
}
