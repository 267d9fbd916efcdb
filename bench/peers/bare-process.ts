/**
 * What a run costs at the least: one route, one table each for runs, steps and events, and no promise kept but that all of
 * it is on disk before the answer. Runs are inserted, claimed and written in batches, and one NOTIFY tells each. There is
 * no lease, no retry, no check, no key, no history page and no fairness: the ceiling for anything that has them.
 */
import Fastify from "fastify";
import jsonata from "jsonata";
import pg from "pg";
import { z } from "zod";
import { makeBatcher } from "../../platform/database/batch.ts";
import { newId } from "../../platform/ids.ts";

const { DATABASE_URL, PORT, ROLE } = z
  .object({ DATABASE_URL: z.string(), PORT: z.coerce.number(), ROLE: z.enum(["web", "worker"]) })
  .parse(process.env);
const pool = new pg.Pool({ connectionString: DATABASE_URL });
const listener = new pg.Client({ connectionString: DATABASE_URL });
await listener.connect();
const Ids = z.array(z.string());

async function listen(channel: string, handle: (ids: string[]) => void): Promise<void> {
  listener.on("notification", ({ payload = "[]" }) => handle(Ids.parse(JSON.parse(payload))));
  await listener.query(`LISTEN ${channel}`);
}

/** As many ids as fit into one NOTIFY. */
const most = 150;

async function web(): Promise<void> {
  const waiting = new Map<string, () => void>();
  await listen("bare_ended", (ids) => {
    for (const id of ids) waiting.get(id)?.();
  });
  const insert = makeBatcher<{ id: string; input: unknown }, null>({
    max: most,
    async run(runs) {
      const text = `WITH inserted AS (INSERT INTO bare_run (id, input)
                                  SELECT id, input FROM json_to_recordset($1::json) AS x(id text, input json) RETURNING id)
                    SELECT pg_notify('bare_started', json_agg(id)::text) FROM inserted`;
      await pool.query({ name: "insert", text, values: [JSON.stringify(runs)] });
      return runs.map(() => null);
    },
  });
  const read = makeBatcher<string, unknown>({
    max: most,
    async run(ids) {
      const text = `SELECT id, status, output FROM bare_run WHERE id = ANY(ARRAY(SELECT unnest($1::text[])))`;
      const { rows } = await pool.query<{ id: string }>({ name: "read", text, values: [ids] });
      const found = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => found.get(id));
    },
  });
  const app = Fastify();
  app.post("/runs", async ({ body }) => {
    const id = newId();
    const end = new Promise<void>((resolve) => waiting.set(id, resolve));
    await insert({ id, input: body });
    await end;
    waiting.delete(id);
    return await read(id);
  });
  await app.listen({ port: PORT, host: "127.0.0.1" });
}

const expressions = ["order", "items[price > 10]", "$sum(price)", '"Total " & $string($)', "$"].map((one) =>
  jsonata(one),
);

async function worker(): Promise<void> {
  const claim = makeBatcher<string, unknown>({
    max: most,
    async run(ids) {
      const text = `UPDATE bare_run SET status = 'running' WHERE id = ANY(ARRAY(SELECT unnest($1::text[]))) AND status = 'queued'
                    RETURNING id, input`;
      const { rows } = await pool.query<{ id: string; input: unknown }>({ name: "claim", text, values: [ids] });
      const found = new Map(rows.map((row) => [row.id, row.input]));
      return ids.map((id) => found.get(id));
    },
  });
  const write = makeBatcher<object, null>({
    max: most,
    async run(runs) {
      const text = `
        WITH input AS (SELECT * FROM json_to_recordset($1::json) AS x(id text, output json, steps json, events json)),
        ended AS (UPDATE bare_run r SET status = 'succeeded', output = t.output, "finishedAt" = now() FROM input t
                  WHERE r.id = t.id AND r.status = 'running' RETURNING r.id),
        steps AS (INSERT INTO bare_step SELECT t.id, s.node, s.input, s.output, s.ms FROM input t,
                  json_to_recordset(t.steps) AS s(node text, input json, output json, ms float8)),
        events AS (INSERT INTO bare_event SELECT id, events FROM input)
        SELECT pg_notify('bare_ended', json_agg(id)::text) FROM ended`;
      await pool.query({ name: "write", text, values: [JSON.stringify(runs)] });
      return runs.map(() => null);
    },
  });
  async function run(id: string): Promise<void> {
    let value: unknown = await claim(id);
    const steps: object[] = [];
    for (const [index, expression] of expressions.entries()) {
      const began = performance.now();
      const output: unknown = await expression.evaluate(value);
      steps.push({ node: `n${index}`, input: { value }, output: { value: output }, ms: performance.now() - began });
      value = output;
    }
    const events = steps.flatMap((step, index) => [
      { type: "started", node: `n${index}` },
      { type: "ended", ...step },
    ]);
    await write({ id, output: { answer: value }, steps, events });
  }
  await listen("bare_started", (ids) => ids.forEach((id) => void run(id)));
}

await (ROLE === "web" ? web() : worker());
process.send?.({ ready: true });
process.once("SIGTERM", () => process.exit(0));
