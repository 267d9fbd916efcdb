import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import type { PlanNode } from "../../lib/graph/plan.ts";
import type { Values } from "../../lib/run.ts";
import { graphOf } from "../../tests/engine/fixtures.ts";
import { type Shape, shapes } from "../../tests/engine/scheduler/random-plan.ts";
import { type Node, run, runPlan, type Told, virtualClock } from "../../tests/engine/scheduler/run-plan.ts";
import { type StepEvent, stepKey } from "./step-events.ts";

/** A node function for a random shape: answers after its failures with the ports it takes, now or a little later. */
function behave({ takes, fails }: Shape, later: (node: PlanNode) => Promise<void> | undefined): Node {
  const tries = new Map<string, number>();
  return (node) => {
    const answer = (): Values => {
      const tried = (tries.get(node.id) ?? 0) + 1;
      tries.set(node.id, tried);
      if (tried <= (fails.get(node.id) ?? 0)) throw new Error("not yet");
      return Object.fromEntries((takes.get(node.id) ?? ["a", "b"]).map((port) => [port, node.id]));
    };
    const wait = later(node);
    return wait ? wait.then(answer) : answer();
  };
}

const settled = new Set(["succeeded", "failed", "skipped", "cancelled"]);

describe("any plan", () => {
  test("runs to its end; each node is settled once, after all it waits for, whatever the order of answers", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.scheduler(), async (shape, s) => {
        const invoke = behave(shape, (node) => (node.type === "pure" ? undefined : s.schedule(Promise.resolve())));
        const running = runPlan(shape.plan, invoke);
        await s.waitFor(running);
        const { outcome, events } = await running;
        expect(outcome.status).toBe("succeeded");
        const settledAt = new Map<number, number>();
        for (const [at, { type, node }] of events.entries()) {
          if (!settled.has(type)) continue;
          expect(settledAt.has(node.index), `${node.id} is settled once`).toBe(false);
          settledAt.set(node.index, at);
        }
        expect(settledAt.size).toBe(shape.plan.nodes.length);
        for (const [at, { type, node }] of events.entries()) {
          if (type !== "started" && type !== "skipped") continue;
          for (const { from, to } of shape.plan.edges) {
            if (to === node.index) expect(settledAt.get(from)).toBeLessThan(at);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  test("tries each step at most as often as it says, and skips exactly what was not taken", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const { events, of } = await runPlan(
          shape.plan,
          behave(shape, () => undefined),
        );
        for (const node of shape.plan.nodes) {
          const started = of(node.id).filter((type) => type === "started").length;
          const isSkipped = of(node.id).includes("skipped");
          expect(started).toBe(isSkipped ? 0 : (shape.fails.get(node.id) ?? 0) + 1);
          if (!node.disabled) expect(isSkipped).toBe(!mayRun(shape, node, events));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("picks up where it was stopped: finished steps do not run again and the result is the same", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async (shape, cut) => {
        const whole = await runPlan(
          shape.plan,
          behave(shape, () => undefined),
        );
        const completed = new Map<string, Values>();
        for (const event of whole.events.slice(0, cut % whole.events.length)) {
          if (event.type === "succeeded") completed.set(stepKey(event.at), event.outputs);
        }
        const ran = new Set<string>();
        const invoke = behave(shape, () => undefined);
        const rest = await runPlan(
          shape.plan,
          (node, call) => {
            ran.add(`${node.id}\n`);
            return invoke(node, call);
          },
          { completed },
        );
        for (const key of completed.keys()) expect(ran.has(key)).toBe(false);
        const ends = ({ events }: Told) =>
          new Map(events.flatMap((event) => (event.type === "succeeded" ? [[event.node.id, event.outputs]] : [])));
        const both = new Map([...ends(rest)].concat([...completed].map(([key, outputs]) => [key.trim(), outputs])));
        expect([...both].sort()).toEqual([...ends(whole)].sort());
      }),
      { numRuns: 200 },
    );
  });
});

/** The rule in words of the graph: required inputs that have edges are fed, and something is when there are edges at all. */
function mayRun({ plan }: Shape, node: PlanNode, events: readonly StepEvent[]): boolean {
  const outputs = new Map<number, Values>();
  for (const event of events) if (event.type === "succeeded") outputs.set(event.node.index, event.outputs);
  const passes = (edge: number): boolean => {
    const { from = -1, fromPort = "" } = plan.edges[edge] ?? {};
    const source = plan.nodes[from];
    if (!source?.disabled) return outputs.get(from)?.[fromPort] !== undefined;
    return source.inputs.some((input) => !input.isMultiple && input.edges.some(passes));
  };
  const fed = node.inputs.filter((input) => input.edges.some(passes));
  if (node.edgesIn === 0) return true;
  return fed.length > 0 && node.inputs.every((input) => !input.isRequired || fed.includes(input));
}

const sleepFor = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const answers: Node = () => ({ a: 1, b: 2 });

describe("a plan", () => {
  const wide = graphOf(
    { r: ["root"], ...Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`n${n}`, ["costly"]])) },
    Array.from({ length: 5 }, (_, n) => `r.a > n${n}.need`),
  );

  test("runs branches that do not wait for each other side by side, as many as are allowed", async () => {
    const slow: Node = async () => {
      await sleepFor(5);
      return { a: 1 };
    };
    expect((await run(wide, slow)).maxRunning).toBe(5);
    expect((await run(wide, slow, { limits: { parallel: 2, runMs: 60_000, attemptMs: 5000 } })).maxRunning).toBe(2);
  });

  test("ends at the first unhandled failure, and stops what still runs", async () => {
    const stopped: string[] = [];
    const { outcome, of } = await run(wide, async (node, call): Promise<Values> => {
      if (node.id === "n1") throw new PatchbayError("bad_input", "no");
      if (node.id === "r") return { a: 1 };
      await new Promise((_, reject) => {
        call.signal.addEventListener("abort", () => {
          stopped.push(node.id);
          reject(call.signal.reason);
        });
      });
      return {};
    });
    expect(outcome).toEqual({ status: "failed", error: { code: "bad_input", message: "no", nodeId: "n1" } });
    expect(stopped.sort()).toEqual(["n0", "n2", "n3", "n4"]);
    expect(of("n0")).toEqual(["started", "cancelled"]);
  });

  const two = (more: object) => graphOf({ x: ["root", {}, more], y: ["pure"] }, ["x.a > y.need"]);
  const fail: Node = (node) => {
    if (node.id === "x") throw new PatchbayError("node_failed", "no");
    return { a: 1 };
  };

  test("goes on with a default, or down the error port, when the node says so", async () => {
    const byDefault = await run(two({ onError: { action: "default", outputs: { a: "instead" } } }), fail);
    expect(byDefault.outcome.status).toBe("succeeded");
    expect(byDefault.events).toContainEqual(expect.objectContaining({ type: "started", values: { need: "instead" } }));
    const graph = graphOf({ x: ["root", {}, { onError: { action: "port" } }], y: ["pure"], z: ["pure"] }, [
      "x.a > y.need",
      "x.error > z.need",
    ]);
    const byPort = await run(graph, fail);
    expect(byPort.of("y")).toEqual(["skipped"]);
    expect(byPort.of("z")).toEqual(["started", "succeeded"]);
  });

  test("waits for Retry-After between tries, and tries nothing again that cannot succeed", async () => {
    const busy = new PatchbayError("provider_busy", "busy", { retryAfterMs: 30 });
    const graph = two({ retry: { attempts: 3, delay: 0 } });
    const began = performance.now();
    const { of, outcome } = await run(graph, () => {
      throw busy;
    });
    expect(of("x")).toEqual(["started", "retrying", "started", "retrying", "started", "failed"]);
    expect(performance.now() - began).toBeGreaterThan(55);
    expect(outcome).toMatchObject({ error: { code: "provider_busy" } });
    const refused = await run(graph, fail);
    expect(refused.of("x")).toEqual(["started", "failed"]);
  });

  test("gives an attempt and a run no more time than they have", async () => {
    const never: Node = () => new Promise(() => {});
    const clock = virtualClock();
    const step = await run(two({ timeout: 0.02, retry: { attempts: 2, delay: 0 } }), never, { clock });
    expect(step.of("x")).toEqual(["started", "retrying", "started", "failed"]);
    expect(step.outcome).toMatchObject({ error: { code: "timeout", nodeId: "x" } });
    const whole = await run(two({}), never, { clock, limits: { parallel: 8, runMs: 20, attemptMs: 5000 } });
    expect(whole.outcome).toMatchObject({ status: "failed", error: { code: "timeout" } });
  });

  test("is cancelled, or given back, as the signal says", async () => {
    for (const [reason, status] of [
      [new PatchbayError("cancelled", "stop"), "cancelled"],
      [new Error("lost"), "released"],
    ] as const) {
      const stop = new AbortController();
      setTimeout(() => stop.abort(reason), 5);
      const { outcome, of } = await run(two({}), () => new Promise(() => {}), { signal: stop.signal });
      expect(outcome.status).toBe(status);
      expect(of("x")).toEqual(status === "cancelled" ? ["started", "cancelled"] : ["started"]);
    }
  });

  test("starts no model call while it drains, and is given back when the running ones are done", async () => {
    const drain = new AbortController();
    const graph = graphOf({ x: ["root"], y: ["costly"], z: ["costly"] }, ["x.a > y.need", "y.a > z.need"]);
    const { outcome, of } = await run(
      graph,
      async (node) => {
        if (node.id === "y") drain.abort();
        return { a: 1 };
      },
      { drain: drain.signal },
    );
    expect(outcome.status).toBe("released");
    expect(of("y")).toEqual(["started", "succeeded"]);
    expect(of("z")).toEqual([]);
  });

  test("starts an effect only when everything before it is on disk", async () => {
    const graph = graphOf({ x: ["root"], y: ["effect"] }, ["x.a > y.need"]);
    const order: string[] = [];
    await run(
      graph,
      (node) => {
        order.push(node.id);
        return { a: 1 };
      },
      {
        durable: async () => {
          await sleepFor(5);
          order.push("on disk");
        },
      },
    );
    expect(order).toEqual(["x", "on disk", "y"]);
  });

  test("passes values through a node that is switched off", async () => {
    const graph = graphOf({ x: ["root"], y: ["pure", {}, { disabled: true }], z: ["pure"] }, [
      "x.a > y.need",
      "y.b > z.need",
    ]);
    const { of, events } = await run(graph, answers);
    expect(of("y")).toEqual(["skipped"]);
    expect(events).toContainEqual(expect.objectContaining({ type: "started", values: { need: 1 } }));
  });

  test("of a thousand nodes in a row neither overflows the stack nor waits for the clock", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
    const graph = graphOf(
      { r: ["root"], ...Object.fromEntries(names.map((name) => [name, ["pure"]])) },
      names.map((name, index) => `${names[index - 1] ?? "r"}.a > ${name}.need`),
    );
    expect((await run(graph, answers)).outcome.status).toBe("succeeded");
  });
});
