import { describe, expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import { makePlan } from "../../lib/graph/plan.ts";
import type { Values } from "../../lib/run.ts";
import { graphOf } from "../../tests/engine/fixtures.ts";
import { catalogue } from "../../tests/engine/scheduler/random-plan.ts";
import { type Node, run, runPlan, virtualClock } from "../../tests/engine/scheduler/run-plan.ts";
import { type OpenStep, stepKey } from "./step-events.ts";

const never: Node = () => new Promise(() => {});
const key = (path: string) => stepKey({ path, iteration: "" });
const was = (step: Partial<OpenStep>): OpenStep => ({
  status: "running",
  attempt: 1,
  waitMs: null,
  startedAt: 0,
  ...step,
});

describe("a node's deadline", () => {
  test("counts its attempts and the pauses between them", async () => {
    const graph = graphOf({ x: ["root", {}, { deadline: 0.1, timeout: 0.03, retry: { attempts: 9, delay: 0 } }] }, []);
    const { outcome, of } = await run(graph, never, { clock: virtualClock() });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "timeout", message: /0.1 s/, nodeId: "x" } });
    expect(of("x").filter((type) => type === "started").length).toBe(4);
    expect(of("x").at(-1)).toBe("failed");
  });

  test("may be provided for like any other failure, and goes on counting in the run's next tenure", async () => {
    const more = { deadline: 60, onError: { action: "default", outputs: { a: "instead" } } };
    const graph = graphOf({ x: ["root", {}, more], y: ["pure"] }, ["x.a > y.need"]);
    const open = new Map([[key("x"), was({ startedAt: performance.now() - 59_990 })]]);
    const { events, of } = await run(graph, (node) => (node.id === "x" ? new Promise(() => {}) : {}), { open });
    expect(of("x")).toEqual(["started", "failed"]);
    expect(events).toContainEqual(expect.objectContaining({ type: "started", values: { need: "instead" } }));
  });

  test("of a node with a body stops what is inside", async () => {
    const inner = makePlan(graphOf({ r: ["root"] }, []), catalogue);
    const withBox = new Map(catalogue);
    const root = catalogue.get("root");
    if (root) withBox.set("box", { ...root, type: "box", title: "Box", body: "pipeline", defaults: { pipeline: {} } });
    const graph = graphOf({ box: ["box", {}, { timeout: 0.05 }] }, []);
    const plan = makePlan(graph, withBox, new Map([["box", inner]]));
    const stuck: Node = (node, call) => (node.body ? call.runBody({}, 4) : new Promise<Values>(() => {}));
    const { outcome, of, events } = await runPlan(plan, stuck, { clock: virtualClock() });
    expect(outcome).toMatchObject({ error: { code: "timeout", message: /^Box took longer/, nodeId: "box" } });
    expect(of("box/r")).toEqual(["started", "cancelled"]);
    expect(events.find((event) => event.at.path === "box/r")?.at.iteration).toBe("4");
  });
});

describe("a step that was under way when its worker stopped", () => {
  const graph = graphOf({ x: ["root", {}, { retry: { attempts: 2, delay: 0 } }] }, []);

  test("is started again with the next number, and keeps what tries it has left", async () => {
    const open = new Map([[key("x"), was({ attempt: 1 })]]);
    const { events, of } = await run(graph, () => Promise.reject(new Error("no")), { open });
    expect(of("x")).toEqual(["started", "failed"]);
    expect(events[0]).toMatchObject({ attempt: 2 });
  });

  test("goes on pausing when it was pausing", async () => {
    const open = new Map([[key("x"), was({ status: "retrying", attempt: 1, waitMs: 30 })]]);
    const began = performance.now();
    const { events } = await run(graph, () => ({ a: 1 }), { open });
    expect(performance.now() - began).toBeGreaterThan(28);
    expect(events[0]).toMatchObject({ type: "started", attempt: 2 });
  });

  test("and ended its workers three times is given up, whatever its number", async () => {
    const open = new Map([[key("x"), was({ attempt: 6 })]]);
    expect(await run(graph, () => ({ a: 1 }), { open })).toMatchObject({ outcome: { status: "succeeded" } });
    const failing = new Map([[key("x"), was({ attempt: 1, isFailing: true })]]);
    const { outcome, of } = await run(graph, () => ({ a: 1 }), { open: failing });
    const error = { code: "node_failed", message: /ended three times while it ran/, nodeId: "x" };
    expect(outcome).toMatchObject({ status: "failed", error });
    expect(of("x")).toEqual(["resumed", "failed"]);
  });

  test("is in doubt when it is an effect without a key, whatever it says about errors", async () => {
    const effect = graphOf({ x: ["effect", {}, { onError: { action: "port" } }], r: ["root"] }, ["r.a > x.need"]);
    const open = new Map([[key("x"), was({})]]);
    const { outcome, of } = await run(effect, () => ({ a: 1 }), { open });
    expect(outcome).toMatchObject({ status: "failed", error: { code: "in_doubt" } });
    expect(of("x")).toEqual(["resumed", "in_doubt"]);
  });

  test("ends with its run when that is cancelled before it comes by", async () => {
    const open = new Map([[key("x"), was({})]]);
    const signal = AbortSignal.abort(new PatchbayError("cancelled", "stop"));
    const { outcome, of } = await run(graph, never, { open, signal });
    expect(outcome.status).toBe("cancelled");
    expect(of("x")).toEqual(["cancelled"]);
  });
});

describe("a run in which nothing can move", () => {
  test("is parked until its first wait is over, be that a pause that a provider asked for", async () => {
    const busy = new PatchbayError("provider_busy", "busy", { retryAfterMs: 60_000 });
    const graph = graphOf({ x: ["root", {}, { retry: { attempts: 2, delay: 0 } }], y: ["root"] }, []);
    const waits: Node = (node, call) => {
      if (node.id === "x") throw busy;
      return call.sleep(90_000).then(() => ({ a: 1 }));
    };
    const { outcome, of } = await run(graph, waits, { clock: virtualClock() });
    expect(outcome).toMatchObject({ status: "waiting", ms: 60_000 });
    expect(of("x")).toEqual(["started", "retrying"]);
    expect(of("y")).toEqual(["started", "waiting"]);
  });

  test("is parked for a part of Patchbay that is away, though its step has had all its attempts", async () => {
    const away = new PatchbayError("unavailable", "away", { retryAfterMs: 5000, isOwnOutage: true });
    const graph = graphOf({ x: ["root", {}, { retry: { attempts: 1, delay: 0 } }] }, []);
    const { outcome, events } = await run(graph, () => Promise.reject(away), { clock: virtualClock() });
    expect(outcome).toMatchObject({ status: "waiting", ms: 5000 });
    const error = { code: "unavailable", message: "away", isOutage: true };
    expect(events.at(-1)).toMatchObject({ type: "retrying", attempt: 1, error });
    const open = new Map([[key("x"), was({ status: "retrying", attempt: 1, isOutage: true, waitMs: 0 })]]);
    const again = await run(graph, () => Promise.reject(away), { clock: virtualClock(), open });
    expect(again.outcome).toMatchObject({ status: "waiting" });
    expect(again.events[0]).toMatchObject({ type: "started", attempt: 1 });
    const back = await run(graph, () => ({ a: 1 }), { clock: virtualClock(), open });
    expect(back.outcome.status).toBe("succeeded");
  });

  test("has all the attempts of its step left when the part of Patchbay that was away is back", async () => {
    const away = new PatchbayError("unavailable", "away", { retryAfterMs: 10, isOwnOutage: true });
    const answers = [away, away, new Error("its own"), away, new Error("its own")];
    const graph = graphOf({ x: ["root", {}, { retry: { attempts: 3, delay: 0 } }] }, []);
    const given: Node = () => {
      const next = answers.shift();
      if (next) throw next;
      return { a: 1 };
    };
    const { outcome, events } = await run(graph, given, { clock: virtualClock() });
    expect(outcome.status).toBe("succeeded");
    const attempts = events.flatMap((event) => (event.type === "started" ? [event.attempt] : []));
    expect(attempts).toEqual([1, 1, 1, 2, 2, 3]);
  });

  test("is parked while its worker drains, too, and given back when a step is held back", async () => {
    const drain = AbortSignal.abort();
    const sleeper = graphOf({ y: ["root"] }, []);
    const asleep: Node = (_node, call) => call.sleep(90_000).then(() => ({ a: 1 }));
    expect((await run(sleeper, asleep, { drain })).outcome.status).toBe("waiting");
    const both = graphOf({ y: ["root"], r: ["root"], z: ["costly"] }, ["r.a > z.need"]);
    const { outcome } = await run(both, (node, call) => (node.id === "y" ? asleep(node, call) : { a: 1 }), { drain });
    expect(outcome.status).toBe("released");
  });
});

describe("the pace of a run", () => {
  test("keeps steps from starting until they may, and the run ends as it would without", async () => {
    const graph = graphOf({ x: ["root"], y: ["pure"], z: ["pure"] }, ["x.a > y.need", "y.a > z.need"]);
    const started: string[] = [];
    const waiting: (() => void)[] = [];
    let allowed = 1;
    const pace = {
      mayStart(resume: () => void) {
        if (allowed > 0) return true;
        waiting.push(resume);
        return false;
      },
    };
    const node: Node = ({ id }) => {
      started.push(id);
      allowed -= 1;
      return { a: id };
    };
    const running = run(graph, node, { pace });
    const order = ["x", "y", "z"];
    for (const count of [1, 2, 3]) {
      await expect.poll(() => waiting.length).toBe(1);
      expect(started).toEqual(order.slice(0, count));
      allowed = 1;
      for (const resume of waiting.splice(0)) resume();
    }
    expect((await running).outcome).toMatchObject({ status: "succeeded" });
  });
});
