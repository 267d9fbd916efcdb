import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { patienceMs } from "../helpers/patience.ts";
import type { ChaosCluster, Slot } from "./cluster.ts";
import { type Fault, type Injection, webPoints } from "./plan.ts";

/** A fault that was injected and seen to have fired. */
export type InjectedFault = {
  kind: string;
  /** When, in milliseconds since 1970, and until when the database was unavailable because of it. */
  at: number;
  until: number;
  /** The target process, when it was a worker. */
  pid: number | undefined;
  /** When that process continued, if it was only stopped. */
  continuedAt?: number;
};

/** How long a process waits for the database before it takes another connection. */
const answerMs = 10_000;
/** Longer than a lease. */
const stopMs = 20_000;

/** Injects the fault, makes sure that it fired, and repairs the cluster. */
export async function inject(cluster: ChaosCluster, injection: Injection): Promise<InjectedFault> {
  const at = Date.now();
  const injected = (more: Partial<InjectedFault> = {}): InjectedFault => ({
    kind: nameOf(injection),
    at,
    until: at,
    pid: undefined,
    ...more,
  });
  switch (injection.kind) {
    case "kill worker":
      return injected({ pid: await killAndReplace(cluster.workers[injection.slot]!) });
    case "kill web":
      await killAndReplace(cluster.web);
      return injected();
    case "terminate worker":
      return injected({ pid: await terminateAndReplace(cluster.workers[injection.slot]!) });
    case "stop worker":
      return injected(await stopFor(cluster.workers[injection.slot]!, injection.ms));
    case "crash Postgres":
      await cluster.crashPostgres();
      return injected({ until: Date.now() });
    case "cut connections":
      // All processes may be reconnecting after another fault.
      for (let waited = 0; (await cluster.cutConnections()) === 0; waited += 100) {
        if (waited > patienceMs) throw new Error("no connection was cut");
        await sleep(100);
      }
      return injected({ at: Date.now(), until: Date.now() });
    case "slow statements":
      await cluster.slowDown(injection.rowMs, injection.ms);
      return injected({ until: Date.now() });
    case "read-only database":
      await cluster.takeNoWrites(injection.ms);
      return injected({ until: Date.now() });
    case "kill Kafka":
      await cluster.killKafka();
      return injected();
    case "network": {
      const proxy = cluster.network[injection.to];
      if (!proxy) throw new Error(`there is no ${injection.to}`);
      await proxy.breakFor(injection.fault, injection.ms, patienceMs);
      return injected({ until: injection.to === "Postgres" ? Date.now() + answerMs : at });
    }
    case "crash point":
      return await atPoint(cluster, injection);
  }
}

export function nameOf(fault: Fault): string {
  if (fault.kind === "crash point") return `${fault.how} at ${fault.point}`;
  return fault.kind === "network" ? `network to ${fault.to}: ${fault.fault}` : fault.kind;
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

async function stopFor(slot: Slot, ms: number): Promise<{ pid: number; continuedAt: number }> {
  const { pid, signal } = slot.current;
  slot.leave();
  signal("SIGSTOP");
  await mustStop(pid);
  await sleep(ms);
  signal("SIGCONT");
  slot.comeBack();
  return { pid, continuedAt: Date.now() };
}

type AtPoint = Injection & { kind: "crash point" };
type Fired = ChaosCluster["fired"][number];

/** Starts a process that carries the crash point, and waits until it has reached it. */
async function atPoint(cluster: ChaosCluster, injection: AtPoint): Promise<InjectedFault> {
  const { point, nth, how } = injection;
  const slot = webPoints.has(point) ? cluster.web : cluster.workers[injection.slot]!;
  const fired =
    point === "on-release" ? await atRelease(cluster, slot, injection) : await reaches(cluster, slot, injection);
  if (!fired) throw new Error(`${slot.name} never reached ${point} for the ${nth}. time`);
  const { pid, ended, ready, signal } = slot.current;
  slot.leave(fired.at);
  let continuedAt: number | undefined;
  if (how === "kill") {
    await mustEnd(slot, ended, "SIGKILL");
    await slot.start();
  } else {
    await mustStop(pid);
    await sleep(stopMs);
    signal("SIGCONT");
    continuedAt = Date.now();
    // Stopped while it started, its peers may have closed their connections meanwhile.
    const isBack = await ready.then(
      () => true,
      () => false,
    );
    if (isBack) slot.comeBack();
    else await slot.start();
  }
  const injected = {
    kind: nameOf(injection),
    at: fired.at,
    until: fired.at,
    pid: slot === cluster.web ? undefined : pid,
  };
  return continuedAt === undefined ? injected : { ...injected, continuedAt };
}

async function reaches(cluster: ChaosCluster, slot: Slot, { point, nth, how }: AtPoint): Promise<Fired | undefined> {
  await replace(slot, `${point}:${nth}:${how}`);
  return await passing(cluster, slot.current.pid, patienceMs);
}

/** A worker releases runs only when it is asked to stop while it holds some that cannot end in the time it is given. */
async function atRelease(cluster: ChaosCluster, slot: Slot, { point, nth, how }: AtPoint): Promise<Fired | undefined> {
  for (let tries = 0; tries < 8; tries += 1) {
    await replace(slot, `${point}:${nth}:${how}`);
    const { pid, signal, ended } = slot.current;
    await untilItHolds(cluster, pid);
    slot.leave();
    signal("SIGTERM");
    const end = ended.then(() => "ended" as const);
    const fired = await Promise.race([passing(cluster, pid, patienceMs), end]);
    const seen = fired === "ended" ? await passing(cluster, pid, 500) : fired;
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

async function passing({ fired }: ChaosCluster, pid: number, ms: number): Promise<Fired | undefined> {
  const line = () => fired.find((each) => each.pid === pid);
  for (let waited = 0; !line() && waited < ms; waited += 20) await sleep(20);
  return line();
}

async function untilItHolds({ pool }: ChaosCluster, pid: number): Promise<void> {
  const text = `SELECT 1 FROM "Queue" WHERE state = 'running' AND worker LIKE $1`;
  for (let waited = 0; waited < patienceMs; waited += 20) {
    const held = await pool.query(text, [`%-${pid}-%`]).catch(() => undefined);
    if (held?.rowCount) return;
    await sleep(20);
  }
}

/** Connections that the network has broken may keep a process until its own limit of ten seconds, and cost it the zero. */
async function mustStopInOrder(slot: Slot, ended: Promise<number | NodeJS.Signals>) {
  const how = await Promise.race([ended, sleep(patienceMs, "never", { ref: false })]);
  if (how !== 0 && how !== 1) throw new Error(`${slot.name} was to stop in order and ended by ${how}`);
}

async function mustEnd(slot: Slot, ended: Promise<number | NodeJS.Signals>, expected: number | NodeJS.Signals) {
  const how = await Promise.race([ended, sleep(patienceMs, "never", { ref: false })]);
  if (how !== expected) throw new Error(`${slot.name} was to end by ${expected} and ended by ${how}`);
}

/** The third field of /proc/pid/stat is T while a process is stopped. */
async function mustStop(pid: number): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += 20) {
    if (/\) T /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return;
    await sleep(20);
  }
  throw new Error(`process ${pid} was not stopped`);
}
