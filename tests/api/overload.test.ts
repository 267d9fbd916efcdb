/** A web process that has more to do than it can: who is refused, what is answered all the same, and how it comes back. */
import { expect, test } from "vitest";
import { patienceMs } from "../helpers/patience.ts";
import { greeting, openTestServer } from "./test-server.ts";

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
  const waiting = Array.from({ length: 260 }, () => pool.query(`SELECT FROM "Pipeline" LIMIT 1`).catch(() => {}));

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

test("far more runs than are accepted in time are refused but for those that are, and every one that was accepted is there", async () => {
  await using server = await openTestServer();
  const ada = await server.tenant("ada");
  const { id } = (await server.rest("POST", "/pipelines", { key: ada.key, body: { name: "Hello", graph: greeting } }))
    .body;
  const { pool } = server.app.db;
  await pool.query(`CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
    CREATE TRIGGER slow BEFORE INSERT ON "Run" FOR EACH STATEMENT EXECUTE FUNCTION take_time()`);
  const start = async () => {
    const answer = await server.rest("POST", `/pipelines/${id}/runs`, {
      key: ada.key,
      body: { inputs: { name: "Ada" } },
    });
    statuses.push(answer.status);
  };
  const statuses: number[] = [];
  const asked: Promise<void>[] = [];
  // A hundred are accepted in a second at most, and these come whether or not those before were answered.
  const coming = setInterval(() => asked.push(...Array.from({ length: 20 }, start)), 50);
  await using _ = { [Symbol.asyncDispose]: async () => clearInterval(coming) };
  await expect
    .poll(() => statuses.filter((status) => status === 503).length, { timeout: patienceMs })
    .toBeGreaterThan(50);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  clearInterval(coming);
  await pool.query(`DROP TRIGGER slow ON "Run"`);
  await Promise.all(asked);
  expect(new Set(statuses)).toEqual(new Set([202, 503]));
  const accepted = statuses.filter((status) => status === 202).length;
  expect(await server.app.db.prisma.run.count()).toBe(accepted);
  await start();
  expect(statuses.at(-1)).toBe(202);
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
