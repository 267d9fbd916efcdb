/** A run from its first tenure to its end: each tenure knows only what the ones before it wrote down. */

import { type ExecuteOptions, execute } from "../../../engine/scheduler/execute.ts";
import type { StepCall } from "../../../engine/scheduler/step-call.ts";
import { type OpenStep, type Outcome, type StepEvent, stepKey } from "../../../engine/scheduler/step-events.ts";
import type { Plan } from "../../../lib/graph/plan.ts";
import type { Values } from "../../../lib/run.ts";

export type Behaviour = {
  /** Resolves a little later, in an order that the test decides. */
  later(): Promise<unknown>;
  /** The tenure is cut off behind this many events. Undefined: it goes as far as it can. */
  cutBehind(tenure: number): number | undefined;
  /** Whether a decision is there when a tenure looks for it; what is not decided is by the next tenure. */
  isDecided(key: string, tenure: number): boolean;
  /** Calls `wake` at moments of its own. */
  onWake?(wake: () => void): void;
  parallel?: number;
};

export type Story = {
  outcome: Outcome;
  /** What was written down, tenure by tenure. */
  journal: StepEvent[];
  tenures: number;
  /** Step keys by how often their function was called behind their recorded end. */
  repeated: string[];
  maxWorking: number;
};

export async function runToEnd(plan: Plan, behaviour: Behaviour): Promise<Story> {
  const story: Story = { outcome: { status: "released" }, journal: [], tenures: 0, repeated: [], maxWorking: 0 };
  const failures = new Map<string, number>();
  for (;;) {
    const tenure = story.tenures;
    story.tenures += 1;
    if (story.tenures > 500) throw new Error("this run has no end");
    story.outcome = await runTenure({ plan, behaviour, story, tenure, failures });
    if (story.outcome.status !== "released" && story.outcome.status !== "waiting") return story;
  }
}

type Tenure = { plan: Plan; behaviour: Behaviour; story: Story; tenure: number; failures: Map<string, number> };

async function runTenure({ plan, behaviour, story, tenure, failures }: Tenure): Promise<Outcome> {
  const past = pastOf(story.journal);
  const stop = new AbortController();
  const cut = behaviour.cutBehind(tenure);
  let recorded = 0;
  let working = 0;
  const options: ExecuteOptions = {
    plan,
    input: {},
    ...past,
    // Nothing more is recorded after the cut.
    durable: async () => {
      await behaviour.later();
    },
    emit(event) {
      if (stop.signal.aborted) return;
      recorded += 1;
      story.journal.push(event);
      if (recorded === cut) stop.abort(new Error("killed"));
    },
    keyOf: stepKey,
    clock: { now: () => performance.now(), setTimer },
    random: () => 0,
    signal: stop.signal,
    limits: { parallel: behaviour.parallel ?? 4, runMs: 600_000, attemptMs: 600_000 },
    waitResolver: {
      async decision(at) {
        await behaviour.later();
        return behaviour.isDecided(stepKey(at), tenure) ? { status: "approved", comment: "" } : undefined;
      },
      children: async () => new Map(),
    },
    ...(behaviour.onWake ? { onWake: behaviour.onWake } : {}),
    invoke(node, call) {
      const key = call.idempotencyKey;
      if (past.completed.has(key)) story.repeated.push(key);
      const result = perform(key, node.type, node.config, call);
      if (node.body || !(result instanceof Promise) || node.type === "sleep" || node.type === "ask") return result;
      working += 1;
      story.maxWorking = Math.max(story.maxWorking, working);
      return result.finally(() => {
        working -= 1;
      });
    },
  };
  return await execute(options);

  function perform(
    key: string,
    type: string,
    config: Record<string, unknown>,
    call: StepCall,
  ): Values | Promise<Values> {
    const number = (name: string) => Number(config[name] ?? 0);
    const answer = (): Values => {
      const failed = failures.get(key) ?? 0;
      if (failed < number("fails")) {
        failures.set(key, failed + 1);
        throw new Error("not yet");
      }
      return { a: key };
    };
    if (type === "box") return box(call, { times: number("times"), lanes: number("lanes") });
    if (type === "sleep") return call.sleep(number("ms")).then(() => ({ a: key }));
    if (type === "ask")
      return call.approval({ title: "", message: "", expiresMs: undefined }).then(({ status }) => ({ a: status }));
    return type === "pure" ? answer() : behaviour.later().then(answer);
  }
}

async function box(call: StepCall, { times, lanes }: { times: number; lanes: number }): Promise<Values> {
  const results: Values[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < times; index = next++) results[index] = await call.runBody({}, index);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { a: results };
}

/** What the database would say. The time for which a step waits has passed between the tenures. */
function pastOf(journal: readonly StepEvent[]) {
  const completed = new Map<string, Values>();
  const skipped = new Set<string>();
  const open = new Map<string, OpenStep>();
  for (const event of journal) {
    const key = stepKey(event.at);
    const was = open.get(key);
    if (event.type === "started")
      open.set(key, { status: "running", attempt: event.attempt, waitMs: null, startedAt: event.startedAt });
    if (event.type === "retrying" && was) open.set(key, { ...was, status: "retrying", waitMs: 0 });
    if (event.type === "waiting" && was)
      open.set(key, { ...was, status: "waiting", waitMs: event.ms === null ? null : 0 });
    if (event.type === "succeeded") completed.set(key, event.outputs);
    if (event.type === "skipped") skipped.add(key);
    if (settled.has(event.type)) open.delete(key);
  }
  return { completed, skipped, open };
}

const settled: ReadonlySet<string> = new Set(["succeeded", "failed", "skipped", "cancelled", "in_doubt"]);

function setTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, Math.min(ms, 2 ** 31 - 1));
  return () => clearTimeout(timer);
}
