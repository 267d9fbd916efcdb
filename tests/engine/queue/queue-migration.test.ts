import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { getRun, listRuns } from "../../../engine/history/read-runs.ts";
import { openDb } from "../../../platform/database/db.ts";
import { MIGRATIONS_DIR, migrationNames } from "../../../scripts/migrate/folder.ts";
import { applyMigrations } from "../../../scripts/migrate.ts";
import { withDatabase } from "../../../scripts/test/template-database.ts";
import { eventsOf } from "../fixtures.ts";

const queue = "20261122070000_queue";

test("a database from before the queue keeps its history, and its open runs continue", async () => {
  await using database = await oldDatabase();
  await database.run(`
    INSERT INTO "Workspace" (id, name, "defaultModel") VALUES ('w', 'W', '{}');
    INSERT INTO "Pipeline" (id, "workspaceId", name, draft, "updatedAt") VALUES ('p', 'w', 'P', '{}', now());
    INSERT INTO "Snapshot" (id, "workspaceId", graph) VALUES ('s', 'w', '{}');
    INSERT INTO "Run" (id, "workspaceId", "pipelineId", "snapshotId", status, trigger, input, output, token, worker,
                       "leaseUntil", "lastSeq", "startedAt", "finishedAt")
    VALUES ('done', 'w', 'p', 's', 'succeeded', 'api', '{}', '{"b":1,"a":2}', 1, 'x', NULL, 250, now(), now()),
           ('begun', 'w', 'p', 's', 'running', 'api', '{}', NULL, 3, 'x', now() + interval '9 s', 2, now(), NULL),
           ('asked', 'w', 'p', 's', 'queued', 'api', '{}', NULL, 0, NULL, NULL, 1, NULL, NULL);
    INSERT INTO "Step" ("runId", "nodeId", status) VALUES ('done', 'n', 'succeeded');
    INSERT INTO "RunEvent" ("runId", seq, at, data)
    SELECT 'done', n, now() - (250 - n) * interval '10 ms', json_build_object('type', 'step.skipped', 'nodeId', 'n' || n)
    FROM generate_series(1, 250) n;`);
  await applyMigrations(database.url);
  const db = openDb(database.url, { max: 2 });
  try {
    const { rows } = await db.pool.query(
      `SELECT "runId", state, token, worker, "lastSeq", "dueAt" <= now() AS due FROM "Queue" ORDER BY "runId"`,
    );
    expect(rows).toEqual([
      { runId: "asked", state: "queued", token: 0, worker: null, lastSeq: 1, due: true },
      { runId: "begun", state: "running", token: 3, worker: "x", lastSeq: 2, due: false },
    ]);
    const statuses = Object.fromEntries(
      (await listRuns(db, { workspaceId: "w" })).items.map((run) => [run.id, run.status]),
    );
    expect(statuses).toEqual({ done: "succeeded", begun: "running", asked: "queued" });
    expect((await listRuns(db, { workspaceId: "w", status: ["running", "waiting"] })).items).toMatchObject([
      { id: "begun" },
    ]);
    expect((await getRun(db, "w", "done")).steps).toMatchObject([{ nodeId: "n" }]);
    const events = await eventsOf(db, "done");
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
    expect(events[249]?.data).toEqual({ type: "step.skipped", nodeId: "n250" });
    expect((await db.pool.query(`SELECT count(*)::int AS batches FROM "RunEvent"`)).rows).toEqual([{ batches: 3 }]);
    await db.prisma.pipeline.delete({ where: { id: "p" } });
    for (const table of ["Run", "Queue", "Step", "RunEvent"]) {
      expect((await db.pool.query(`SELECT 1 FROM "${table}"`)).rows, `${table} went with the pipeline`).toEqual([]);
    }
  } finally {
    await db.close();
  }
});

/** An empty database with all migrations up to the queue's. */
async function oldDatabase() {
  const adminUrl = process.env.TEST_DATABASE_URL!;
  const name = `old_${Date.now()}`;
  const run = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(adminUrl, `CREATE DATABASE ${name}`);
  const url = withDatabase(adminUrl, name);
  const dir = await mkdtemp(join(tmpdir(), "patchbay-old-"));
  for (const each of (await migrationNames()).filter((one) => one < queue)) {
    await cp(join(MIGRATIONS_DIR, each), join(dir, each), { recursive: true });
  }
  await cp(join(MIGRATIONS_DIR, "migration_lock.toml"), join(dir, "migration_lock.toml"));
  await applyMigrations(url, dir);
  return {
    url,
    run: (sql: string) => run(url, sql),
    async [Symbol.asyncDispose]() {
      await rm(dir, { recursive: true });
      await run(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
