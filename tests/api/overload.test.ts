/** A web process that has more to do than it can: who is refused, what is answered all the same, and how it comes back. */
import { expect, test } from "vitest";
import { openTestServer } from "./test-server.ts";

const busy = "Patchbay has more to do at the moment than it can. Send the request again in a few seconds.";

test("queries that wait for the database for long have new requests refused, and health checks answered", async () => {
  await using server = await openTestServer();
  const ada = await server.tenant("ada");
  const { id } = await ada.api.pipelines.create({ graph: { nodes: {} } });
  const { pool } = server.app.db;
  const other = await pool.connect();
  await other.query(`BEGIN; LOCK TABLE "Pipeline" IN ACCESS EXCLUSIVE MODE`);
  let isLocked = true;
  async function unlock() {
    if (!isLocked) return;
    isLocked = false;
    await other.query("ROLLBACK");
    other.release();
  }
  await using _ = { [Symbol.asyncDispose]: unlock };
  const read = () => server.rest("GET", `/pipelines/${id}`, { key: ada.key });
  // Not by requests: those of one key are looked up together, so how many wait would be a matter of chance.
  const waiting = Array.from({ length: 130 }, () => pool.query(`SELECT FROM "Pipeline" LIMIT 1`).catch(() => {}));

  const visit = (path: string) => fetch(server.url + path);
  const refused = await untilRefused(() => visit("/api/v1/workspace"));
  expect(await refused.json()).toEqual({ code: "unavailable", message: busy });
  expect(refused.headers.get("retry-after")).toMatch(/^[123]$/);
  for (const path of ["/healthz", "/readyz", "/api/v1/readyz"]) expect((await visit(path)).status, path).toBe(200);
  const metrics = await (await visit("/metrics")).text();
  expect(metrics).toMatch(/^patchbay_http_refused_total(\{.*\})? [1-9]/m);
  expect(metrics, "the database is there, though the pool is not free").toMatch(/^patchbay_database_up(\{.*\})? 1$/m);

  await unlock();
  await Promise.all(waiting);
  await expect.poll(async () => (await read()).status).toBe(200);
});

async function untilRefused(visit: () => Promise<Response>): Promise<Response> {
  let last: Response | undefined;
  await expect
    .poll(
      async () => {
        last = await visit();
        return last.status;
      },
      { timeout: 60_000 },
    )
    .toBe(503);
  if (!last) throw new Error("nothing was asked");
  return last;
}
