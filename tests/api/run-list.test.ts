/** The list of a workspace's runs: whose they are, what narrows it, and by which index Postgres finds them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countRuns, listRuns } from "../../engine/history/read-runs.ts";
import { type ListAsk, listRuns as listRunsSql } from "../../engine/history/sql/list-runs.ts";
import type { RunPage } from "../../lib/views/run-views.ts";
import { greeting, openTestServer, type Tenant, type TestServer } from "./test-server.ts";

let testServer: TestServer;
let ada: Tenant;
let eve: Tenant;
let hers: string[];

beforeAll(async () => {
  testServer = await openTestServer();
  [ada, eve] = [await testServer.tenant("ada"), await testServer.tenant("eve")];
  hers = await addHistory(ada, 20_000);
  await addHistory(eve, 1000);
  await testServer.app.db.pool.query("VACUUM ANALYZE");
});
afterAll(() => testServer[Symbol.asyncDispose]());

/** Finished runs of twenty pipelines, one a minute; every 5000th has failed, and every third came through the API. */
async function addHistory({ api, workspaceId }: Tenant, count: number): Promise<string[]> {
  const names = Array.from({ length: 20 }, (_, index) => `Pipeline ${index + 1}`);
  const made = await Promise.all(names.map((name) => api.pipelines.create({ name, graph: greeting })));
  const text = `
    INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", status, trigger, input, "createdAt")
    SELECT $1 || lpad(n::text, 8, '0'), $1, ($2::text[])[1 + n % 20], 's',
           CASE WHEN n % 5000 = 4999 THEN 'failed' ELSE 'succeeded' END,
           CASE WHEN n % 3 = 0 THEN 'api' ELSE 'manual' END, '{}', now() - n * interval '1 min'
    FROM generate_series(0, $3::int - 1) n`;
  await testServer.app.db.pool.query(text, [workspaceId, made.map(({ id }) => id), count]);
  return made.map(({ id }) => id);
}

type Ask = NonNullable<Parameters<Tenant["api"]["runs"]["list"]>[0]>;

async function pagesOf(ask: Ask, read: (ask: Ask) => Promise<RunPage>): Promise<RunPage[]> {
  const pages = [await read(ask)];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await read({ ...ask, cursor }));
  }
  return pages;
}

describe("the list of a workspace's runs", () => {
  test("holds the runs of all its pipelines, and never another workspace's", async () => {
    const { items } = await ada.api.runs.list({ limit: 200 });
    expect(new Set(items.map((run) => run.pipelineName))).toHaveProperty("size", 20);
    expect(items.every((run) => run.id.startsWith(ada.workspaceId))).toBe(true);
    const [pipelineId = ""] = hers;
    expect((await eve.api.runs.list({ pipelineId })).items).toEqual([]);
    expect((await eve.api.runs.list({ pipelineId, status: "failed" })).items).toEqual([]);
    const { nextCursor: cursor = "" } = await ada.api.runs.list({ limit: 1 });
    const { items: seen } = await eve.api.runs.list({ cursor });
    expect(seen.every((run) => run.id.startsWith(eve.workspaceId))).toBe(true);
  });

  test("is paged without a gap or a repetition while new runs come in", async () => {
    let extra = 0;
    const pages = await pagesOf(
      { limit: 200, from: new Date(Date.now() - 1000 * 60_000).toISOString() },
      async (ask) => {
        const page = await ada.api.runs.list(ask);
        await testServer.app.db.pool.query(
          `INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", status, trigger, input)
         VALUES ('new' || $1, $2, $3, 's', 'succeeded', 'share', '{}')`,
          [extra++, ada.workspaceId, hers[0]],
        );
        return page;
      },
    );
    const ids = pages.flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids.length).toBe(new Set(ids).size);
    expect(ids.length).toBe(1000);
    await testServer.app.db.pool.query(`DELETE FROM "Run" WHERE trigger = 'share'`);
  });

  test("is narrowed by status, pipeline, trigger and time, together and over REST alike", async () => {
    const last = hers.at(-1) ?? "";
    const failed = await ada.api.runs.list({ status: "failed" });
    expect(failed.items.map(({ pipelineId }) => pipelineId)).toEqual([last, last, last, last]);
    const query = `pipelineId=${last}&status=failed&trigger=manual&from=${new Date(0).toISOString()}`;
    const { body } = await testServer.rest("GET", `/runs?${query}`, { key: ada.key });
    const some = failed.items.filter(({ trigger }) => trigger === "manual");
    expect(some.length).toBeGreaterThan(0);
    expect(body.items.map((run: { id: string }) => run.id)).toEqual(some.map(({ id }) => id));
  });

  test("is searched by id, input, output and error, in any letter case, and by nothing else", async () => {
    const [pipelineId = ""] = hers;
    const found = (search: string) => ada.api.runs.list({ search }).then(({ items }) => items.map(({ id }) => id));
    const add = (id: string, values: { input?: unknown; output?: unknown; error?: unknown }) =>
      testServer.app.db.pool.query(
        `INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", status, trigger, input, output, error)
         VALUES ($1, $2, $3, 's', 'succeeded', 'share', $4, $5, $6)`,
        [id, ada.workspaceId, pipelineId, values.input ?? {}, values.output ?? null, values.error ?? null],
      );
    await add("by-input", { input: { name: 'Änne "the 5%_ first"', half: "\ud83d" } });
    await add("by-output", { output: { text: "Two lines\nof text" } });
    await add("by-error", { error: { code: "node_failed", message: "The moon is full." } });
    expect(await found('änne "THE')).toEqual(["by-input"]);
    expect(await found("5%_")).toEqual(["by-input"]);
    expect(await found("lines\nof")).toEqual(["by-output"]);
    expect(await found("moon")).toEqual(["by-error"]);
    expect(await found("by-er")).toEqual(["by-error"]);
    expect(await found("greeting")).toEqual([]);
    expect((await eve.api.runs.list({ search: "moon" })).items).toEqual([]);
    expect((await ada.api.runs.list({ search: "moon", status: "failed" })).items).toEqual([]);
    expect((await ada.api.runs.list({ limit: 3 })).items.map((run) => run.inputPreview)).toContain(
      'name: Änne "the 5%_ first" · half: \ufffd',
    );
    expect(await ada.api.runs.count({ search: "moon" })).toEqual({ count: 1, isExact: false });
    await testServer.app.db.pool.query(`DELETE FROM "Run" WHERE trigger = 'share'`);
  });

  test("is counted as far as that is cheap", async () => {
    expect(await ada.api.runs.count({})).toEqual({ count: 10_000, isExact: false });
    expect(await eve.api.runs.count({})).toEqual({ count: 1000, isExact: true });
    expect(await ada.api.runs.count({ pipelineId: hers[0] })).toEqual({ count: 1000, isExact: true });
    expect(await ada.api.runs.count({ status: "failed" })).toEqual({ count: 4, isExact: true });
    const { workspaceId } = ada;
    const some = await countRuns(testServer.app.db, { workspaceId, status: "failed" }, 6000);
    expect(some).toEqual({ count: 1, isExact: false });
  });

  test("scans at most so many runs for a page, and continues from there", async () => {
    const { workspaceId } = ada;
    const looked = await pagesOf({ status: "failed" }, ({ limit = 50, ...ask }) =>
      listRuns(testServer.app.db, { workspaceId, limit, ...ask }, 3000),
    );
    expect(looked.map(({ items }) => items.length)).toEqual([0, 1, 0, 1, 1, 0, 1]);
    expect(
      (await pagesOf({ status: "failed" }, (ask) => ada.api.runs.list(ask))).flatMap((page) => page.items),
    ).toEqual(looked.flatMap((page) => page.items));
  });
});

const deep = { at: new Date(Date.now() - 15_000 * 60_000).toISOString(), id: "x" };
const asked: [string, Omit<ListAsk, "workspaceId" | "limit" | "scanLimit">, string][] = [
  ["everything", {}, "Run_workspaceId_createdAt_idx"],
  ["a page far back", { after: deep }, "Run_workspaceId_createdAt_idx"],
  ["a time", { from: deep.at }, "Run_workspaceId_createdAt_idx"],
  ["a pipeline, far back", { pipelineId: "mine", after: deep }, "Run_pipelineId_createdAt_idx"],
  ["failed runs", { statuses: ["failed"] }, "Run_workspaceId_createdAt_idx"],
  ["a text", { search: "moon" }, "Run_workspaceId_createdAt_idx"],
  ["running ones", { statuses: ["running"] }, "Run_pkey"],
];

test.each(asked)("Postgres finds %s by an index, also when it plans for all values at once", async (_, ask, index) => {
  const pipelineId = ask.pipelineId === undefined ? {} : { pipelineId: hers[1] };
  const { page } = listRunsSql({ workspaceId: ada.workspaceId, limit: 51, scanLimit: 2000, ...ask, ...pipelineId });
  const client = await testServer.app.db.pool.connect();
  try {
    await client.query("SET plan_cache_mode = force_generic_plan");
    await client.query(`PREPARE asked AS ${page.text}`);
    const values = page.values.map((value) => client.escapeLiteral(Array.isArray(value) ? `{${value}}` : `${value}`));
    const { rows } = await client.query(`EXPLAIN (ANALYZE) EXECUTE asked(${values.join(", ")})`);
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).toContain(`Index Scan using "${index}"`);
    expect(plan).not.toContain(`Seq Scan on "Run"`);
    const read = [...plan.matchAll(/on "Run" r\w*\s.*?actual time=\S+ rows=([\d.]+)/g)].map(([, rows]) => Number(rows));
    expect(Math.max(...read, 0)).toBeLessThanOrEqual(2000);
  } finally {
    client.release(true);
  }
});
