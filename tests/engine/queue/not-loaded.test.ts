/** The database lets a worker claim a run, and not read what it needs: too many connections, for instance. */
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, openHarness, textField, twoNaps } from "../fixtures.ts";
import { interceptQueries, isClaim } from "../intercept-queries.ts";

const busyMs = 1500;

test("a run that cannot be loaded for now is tried again a little later, and not in a loop of claims", async () => {
  await using db = await testDatabase();
  let claims = 0;
  let failures = 0;
  let isWorkerThere = false;
  let busyUntil: number | undefined;
  const pool = interceptQueries(db.pool, async (query) => {
    const { name, run } = query;
    if (name === "read-snapshot" && isWorkerThere) {
      busyUntil ??= Date.now() + busyMs;
      if (Date.now() < busyUntil) {
        failures += 1;
        throw Object.assign(new Error("sorry, too many clients already"), { code: "53300" });
      }
    }
    const result = await run();
    if (isClaim(query)) claims += result.rows.length;
    return result;
  });
  await using harness = await openHarness({ ...db, pool });
  // The graph of the body is read by the worker alone.
  const pipeline = await harness.body("Body", twoNaps(5));
  const edges = ["in.text > sub.text", "sub.text > out.text"];
  const text = { fields: [textField] };
  const graph = graphOf({ in: ["input", text], sub: ["sub-pipeline", { pipeline }], out: ["output", text] }, edges);
  const id = await harness.start(graph, { text: "x" });
  isWorkerThere = true;
  await harness.worker();
  expect((await harness.finished(id)).status).toBe("succeeded");
  expect(failures).toBeGreaterThan(0);
  expect(claims).toBeLessThanOrEqual(2 + busyMs / 500);
});
