/** Token counts as providers have really reported them, through a worker with its metrics. */
import { expect, test } from "vitest";
import { z } from "zod";
import { defineNode, port } from "../../../nodes/define.ts";
import { openBroker } from "../../../platform/broker/open.ts";
import { openLog } from "../../../platform/log.ts";
import { openMetrics } from "../../../platform/metrics/registry.ts";
import { countWork } from "../../../workers/metrics.ts";
import { startWorker } from "../../../workers/worker.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, noServices, openHarness, testNodeTypes, testSecret, textField } from "../fixtures.ts";

const odd = { negative: -1, text: "7", fraction: 7.5, huge: 4_294_967_295, none: null };

test("a run whose provider counts oddly ends with its answer, and asks once", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  let asks = 0;
  const counts = defineNode({
    ...{ type: "nap", version: 1, title: "Counts", summary: "Counts oddly.", category: "logic", icon: "box" },
    effect: "costly",
    config: z.object({ said: z.enum(["negative", "text", "fraction", "huge", "none"]).default("none") }),
    inputs: { text: port("text", { optional: true }) },
    outputs: { text: port("text") },
    build:
      ({ config }) =>
      (_inputs, call) => {
        asks += 1;
        // The node passes on what it was told, which its types do not know.
        for (const tokensIn of [odd[config.said], 5])
          Reflect.apply(call.onUsage, undefined, [{ tokensIn, tokensOut: 3, model: 7 }]);
        return { text: config.said };
      },
  });
  const log = openLog("silent", "test");
  await using stack = new AsyncDisposableStack();
  const broker = await openBroker({ pool: db.pool, clientId: "odd", log, secret: testSecret });
  stack.defer(() => broker.close());
  const nodeTypes = [...testNodeTypes.filter(({ type }) => type !== "nap"), counts];
  const parts = { pool: db.pool, broker, nodeTypes, servicesFor: () => noServices, log };
  const worker = await startWorker({ ...parts, telemetry: [countWork(openMetrics("worker"))] });
  stack.defer(() => worker.stop());

  const sums: Record<string, number> = {};
  for (const said of Object.keys(odd)) {
    const fields = [textField];
    const edges = ["in.text > ask.text", "ask.text > out.text"];
    const graph = graphOf({ in: ["input", { fields }], ask: ["nap", { said }], out: ["output", { fields }] }, edges);
    const end = await harness.finished(await harness.start(graph, { text: "x" }));
    expect(end, said).toMatchObject({ status: "succeeded", output: { text: said }, tokensOut: 6 });
    sums[said] = end.tokensIn;
  }
  expect(sums).toEqual({ negative: 5, text: 12, fraction: 5, huge: 5, none: 5 });
  expect(asks).toBe(Object.keys(odd).length);
});
