import { type ExecuteOptions, execute } from "../../../engine/scheduler/execute.ts";
import type { StepCall } from "../../../engine/scheduler/step-call.ts";
import { type Outcome, type StepEvent, stepKey } from "../../../engine/scheduler/step-events.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { makePlan, type PlanNode } from "../../../lib/graph/plan.ts";
import type { Values } from "../../../lib/run.ts";
import { catalogue } from "./random-plan.ts";

export type Told = { outcome: Outcome; events: StepEvent[]; of(id: string): string[]; maxRunning: number };
export type Node = (node: PlanNode, call: StepCall) => Values | Promise<Values>;

/** Runs a graph of the test catalogue by these node functions and returns all that was emitted. */
export async function run(graph: Graph, invoke: Node, more: Partial<ExecuteOptions> = {}): Promise<Told> {
  return runPlan(makePlan(graph, catalogue), invoke, more);
}

export async function runPlan(
  plan: ExecuteOptions["plan"],
  invoke: Node,
  more: Partial<ExecuteOptions> = {},
): Promise<Told> {
  const events: StepEvent[] = [];
  let running = 0;
  let maxRunning = 0;
  const outcome = await execute({
    plan,
    input: {},
    completed: new Map(),
    durable: async () => {},
    emit: (event) => void events.push(event),
    keyOf: stepKey,
    clock: { now: () => performance.now(), setTimer },
    random: () => 0.5,
    signal: new AbortController().signal,
    limits: { parallel: 8, runMs: 60_000, attemptMs: 5000 },
    ...more,
    invoke(node, call) {
      const result = invoke(node, call);
      if (!(result instanceof Promise)) return result;
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      return result.finally(() => {
        running -= 1;
      });
    },
  });
  const of = (id: string) =>
    events.flatMap((event) => (event.at.path === id && event.type !== "tokens" ? [event.type] : []));
  return { outcome, events, of, maxRunning };
}

function setTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}

/** Time that passes only while nothing else happens: it jumps from one timer to the next, however slow the machine is. */
export function virtualClock(): ExecuteOptions["clock"] {
  let at = 0;
  let isTicking = false;
  const timers = new Set<{ at: number; fire(): void }>();
  function tick(): void {
    const [next] = [...timers].sort((a, b) => a.at - b.at);
    isTicking = next !== undefined;
    if (!next) return;
    timers.delete(next);
    at = next.at;
    next.fire();
    setImmediate(tick);
  }
  return {
    now: () => at,
    setTimer(ms, fire) {
      const timer = { at: at + ms, fire };
      timers.add(timer);
      if (!isTicking) setImmediate(tick);
      isTicking = true;
      return () => timers.delete(timer);
    },
  };
}
