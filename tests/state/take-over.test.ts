import { expect, test } from "vitest";
import type { Services } from "../../nodes/define.ts";
import { openState } from "../../state/state.ts";
import { graphOf, openHarness } from "../engine/fixtures.ts";
import { testDatabase } from "../helpers/database.ts";

test("a run that is taken over in the middle of a State step changes the entry once", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const state = openState(db.pool);
  const applied = Promise.withResolvers<void>();
  const calls: string[] = [];
  const servicesThat = (then: () => Promise<void>): Pick<Services, "state"> => ({
    state: {
      get: (address) => state.get(harness.workspaceId, address),
      async change(address, change, call) {
        calls.push(call.idempotencyKey);
        const outcome = await state.change(harness.workspaceId, address, { change, call });
        await then();
        return outcome;
      },
    },
  });
  // The first tenure applies the change, and is gone before it has recorded so. Either worker may claim the run then.
  const hang = servicesThat(async () => {
    if (calls.length > 1) return;
    applied.resolve();
    await new Promise(() => {});
  });
  const first = await harness.worker({}, [], { services: hang });
  const graph = graphOf(
    {
      in: ["input", { fields: [{ name: "user", kind: "text" }] }],
      count: ["state", { store: "visits", key: "{{ user }}", operation: "increment" }],
      out: ["output", { fields: [{ name: "count", kind: "any" }] }],
    },
    ["in.user > count.user", "count.value > out.count"],
  );
  const runId = await harness.start(graph, { user: "ada" });
  await applied.promise;
  await harness.worker({}, [], { services: servicesThat(async () => {}) });
  first.abort();
  expect(await harness.finished(runId)).toMatchObject({ status: "succeeded", output: { count: 1 } });
  expect(calls).toHaveLength(2);
  expect(new Set(calls).size).toBe(1);
  expect(await state.get(harness.workspaceId, { store: "visits", key: "ada" })).toMatchObject({ value: 1, version: 1 });
});
