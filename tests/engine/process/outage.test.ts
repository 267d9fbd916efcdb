/** A step that waits for a part of Patchbay: its run is parked, and the wait is none of its attempts, whichever worker goes on. */
import { expect, test } from "vitest";
import { getRun, listRuns } from "../../../engine/history/read-runs.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Services } from "../../../nodes/define.ts";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, graphOf, noServices, openHarness } from "../fixtures.ts";

const words = "The store cannot be reached.";

test("it says since when it waits, and has all its attempts when what it waits for is back", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { workspaceId } = harness;
  // Longer than a run keeps its worker for.
  const away = new PatchbayError("unavailable", words, { retryAfterMs: 3000, isOwnOutage: true });
  const answers: unknown[] = [away, new Error("its own fault")];
  const state: Services["state"] = {
    ...noServices.state,
    async change() {
      const next = answers.shift();
      if (next) throw next;
      return { value: 1, version: 1, found: false };
    },
  };
  const config = { store: "s", key: "k", operation: "increment" };
  const graph = graphOf(
    {
      count: ["state", config, { retry: { attempts: 2, delay: 0 } }],
      out: ["output", { fields: [{ name: "n", kind: "any" }] }],
    },
    ["count.value > out.n"],
  );
  await harness.worker({}, [], { services: { state } });
  const id = await harness.start(graph, {});
  const step = async () => (await getRun(db, workspaceId, id)).steps[0];
  await expect.poll(async () => (await getRun(db, workspaceId, id)).status).toBe("waiting");
  expect(await step()).toMatchObject({ status: "retrying", attempt: 1, error: { message: words, isOutage: true } });
  const { items } = await listRuns(db, { workspaceId });
  expect(items[0]?.pause).toEqual({ message: words, since: (await step())?.startedAt });
  expect((await harness.finished(id)).status).toBe("succeeded");
  expect(await step()).toMatchObject({ status: "succeeded", attempt: 2, error: null });
  const story = (await eventsOf(db, id)).flatMap(({ data }) =>
    data.type === "step.started" && data.nodeId === "count" ? [data.attempt] : [],
  );
  expect(story).toEqual([1, 1, 2]);
});
