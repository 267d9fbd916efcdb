import { expect, test } from "vitest";
import { makeBacklog } from "../../../engine/queue/enqueue/backlog.ts";
import { testDatabase } from "../../helpers/database.ts";
import { openHarness, twoNaps } from "../fixtures.ts";

test("a workspace whose queue is full is told to come back; others are not", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  for (let n = 0; n < 3; n += 1) await harness.start(twoNaps(1), { text: "a" });
  const admit = makeBacklog(db.pool, 5);
  // The first count is on its way; what this process adds meanwhile counts already.
  await admit(harness.workspaceId);
  const asked = () =>
    admit(harness.workspaceId).then(
      () => "in",
      (error) => error.code,
    );
  await expect.poll(asked).toBe("too_many");
  await expect(admit(harness.workspaceId)).rejects.toMatchObject({ code: "too_many", retryAfterMs: 1000 });
  await admit("another");
  await db.pool.query(`DELETE FROM "Queue"`);
  await expect.poll(asked).toBe("in");
});
