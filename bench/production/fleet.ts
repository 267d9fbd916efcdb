/** The processes of an installation, web ×2 and workers ×3, which are replaced one at a time as an operator does it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/services/free-port.ts";
import type { Server, WebProxy } from "./proxy.ts";

/** Where the files of a release are, and what is known of it. */
export type Release = {
  root: string;
  name: string;
  /** Its web process says by /readyz that it stops, before its listener closes. */
  drains: boolean;
};

type Member = Server & { kind: "web" | "worker"; child: ChildProcess; release: Release };
/** What happened when one process was replaced. */
export type Replaced = { name: string; stopMs: number; startMs: number; code: number | null };

export type Fleet = AsyncDisposable & {
  members: Member[];
  /** Replaces every process, one at a time: workers first, or web first when it goes back to a former release. */
  roll(to: Release, how?: { env?: NodeJS.ProcessEnv; isBack?: boolean }): Promise<Replaced[]>;
};

type Options = { release: Release; env: NodeJS.ProcessEnv; webs: number; workers: number };
const entries = { web: "bench/web-process.ts", worker: "workers/main.ts" } as const;
const mostStarts = 3;
/** Far longer than a start takes on a machine that is far too busy. */
const readyLimitMs = 600_000;
/** A worker takes ten seconds at most, web besides its drain. */
const stopLimitMs = 90_000;

/** `openProxy` is called when the web processes are ready. */
export async function openFleet(
  { release, env, webs, workers }: Options,
  openProxy: (webs: readonly Server[]) => Promise<WebProxy>,
): Promise<Fleet & { proxy: WebProxy }> {
  await using stack = new AsyncDisposableStack();
  const members: Member[] = [];
  stack.defer(async () => void (await Promise.all(members.map(stop))));
  for (const kind of [...Array(workers).fill("worker"), ...Array(webs).fill("web")] as ("web" | "worker")[]) {
    const name = `${kind}-${members.filter((each) => each.kind === kind).length + 1}`;
    const place = { name, kind, port: await freePort() };
    members.push({ ...place, release, child: await launch(place, { release, env }) });
  }
  const proxy = stack.use(await openProxy(members.filter(({ kind }) => kind === "web")));
  const owned = stack.move();
  return {
    ...{ members, proxy },
    async roll(to, { env: given = env, isBack = false } = {}) {
      const replaced: Replaced[] = [];
      for (const member of isBack ? members.toReversed() : members)
        replaced.push(await replace(member, { proxy, release: to, env: given }));
      return replaced;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type How = { proxy: WebProxy; release: Release; env: NodeJS.ProcessEnv };

async function replace(member: Member, { proxy, release, env }: How): Promise<Replaced> {
  const isWeb = member.kind === "web";
  // What does not say itself that it stops is taken out of the proxy by hand.
  const isTakenOut = isWeb && !(member.release.drains && proxy.checksHealth);
  if (isTakenOut) await proxy.takeOut(member.name);
  const stopped = performance.now();
  const code = await stop(member);
  const started = performance.now();
  member.release = release;
  member.child = await launch(member, { release, env });
  const ready = performance.now();
  if (isTakenOut) await proxy.putBack(member.name);
  for (const until = Date.now() + readyLimitMs; isWeb && !(await proxy.isUp(member.name)); await sleep(100)) {
    if (Date.now() > until) throw new Error(`${proxy.name} sends ${member.name} nothing ten minutes after its start`);
  }
  const replaced = { name: member.name, stopMs: started - stopped, startMs: ready - started, code };
  console.log(`${member.name}: stopped in ${seconds(replaced.stopMs)}, ready in ${seconds(replaced.startMs)}`);
  return replaced;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** The code with which it ended: null when a signal ended it, as it does one that takes too long. */
async function stop({ child }: Pick<Member, "child">): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
  const [code] = await ended.finally(() => clearTimeout(late));
  return typeof code === "number" ? code : null;
}

type Place = Pick<Member, "name" | "kind" | "port">;
type Start = Pick<How, "release" | "env">;

/** A platform starts a process again that ends at its start, as one may on a machine that is far too busy. */
async function launch(place: Place, how: Start): Promise<ChildProcess> {
  for (let starts = 1; ; starts += 1) {
    const child = await launchOnce(place, how);
    if (child !== undefined) return child;
    const what = `${place.name} of ${how.release.name} ended at its start`;
    if (starts === mostStarts) throw new Error(`${what}, ${starts} times`);
    console.log(`${what}, and is started again`);
  }
}

/** Undefined when it has ended before it was ready. */
async function launchOnce(place: Place, { release, env }: Start): Promise<ChildProcess | undefined> {
  const ports = place.kind === "web" ? { PORT: `${place.port}` } : { WORKER_METRICS_PORT: `${place.port}` };
  const child = fork(join(release.root, entries[place.kind]), [], {
    cwd: release.root,
    env: { ...env, ...ports },
    execArgv: ["--no-warnings"],
  });
  const until = Date.now() + readyLimitMs;
  while (!(await isReady(place.port))) {
    if (child.exitCode !== null) return undefined;
    if (Date.now() > until) {
      // It would outlive the proof, which waits for its children.
      child.kill("SIGKILL");
      throw new Error(`${place.name} of ${release.name} is not ready after ten minutes`);
    }
    await sleep(100);
  }
  return child;
}

async function isReady(port: number): Promise<boolean> {
  const url = `http://127.0.0.1:${port}/readyz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  await answer?.text();
  return answer?.ok === true;
}
