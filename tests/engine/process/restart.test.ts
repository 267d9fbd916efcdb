import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openDb } from "../../../platform/database/db.ts";
import { applyMigrations } from "../../../scripts/migrate.ts";
import { freePort } from "../../../scripts/services/free-port.ts";
import { startPostgres } from "../../../scripts/services/postgres.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { eventsOf, graphOf, openHarness, textField } from "../fixtures.ts";

const drivers = [["Postgres", []] as const, ...(kafkaBrokers ? [["Kafka", kafkaBrokers] as const] : [])];

test.each(drivers)(
  "over %s, a database that crashes under running pipelines costs time and nothing else",
  async (_, kafka) => {
    const folder = await mkdtemp(join(tmpdir(), "patchbay-restart-"));
    await chmod(folder, 0o755);
    const options = {
      dataDir: join(folder, "data"),
      logFile: join(folder, "postgres.log"),
      port: await freePort(),
      password: "restart",
    };
    let postgres = await startPostgres(options);
    const url = postgres.url("postgres");
    await applyMigrations(url);
    const db = openDb(url, { name: "restart" });
    try {
      await using harness = await openHarness(db, { kafkaBrokers: [...kafka] });
      await harness.worker();
      const graph = graphOf(
        {
          in: ["input", { fields: [textField] }],
          a: ["nap", { ms: 300 }],
          b: ["nap", { ms: 300 }],
          c: ["nap", { ms: 300 }],
          out: ["output", { fields: [textField] }],
        },
        ["in.text > a.text", "a.text > b.text", "b.text > c.text", "c.text > out.text"],
      );
      const ids: string[] = [];
      for (let index = 0; index < 20; index += 1) {
        ids.push(await harness.start(graph, { text: `${index}` }));
        await sleep(10);
      }
      const started = async () =>
        (await db.pool.query(`SELECT count(*)::int AS n FROM "Queue" WHERE state = 'running'`)).rows[0].n;
      await expect.poll(started).toBeGreaterThan(0);
      // An immediate shutdown: every connection is cut, and the next start recovers from the log.
      process.kill(postgres.daemon.pid, "SIGQUIT");
      await postgres.daemon.ended;
      await sleep(500);
      postgres = await startPostgres(options);
      // Side by side: no watcher was notified of ends while the database was unavailable, so each is polled for.
      const runs = await Promise.all(ids.map((id) => harness.finished(id)));
      for (const [index, { id, status, output }] of runs.entries()) {
        expect({ status, output }).toEqual({ status: "succeeded", output: { text: `${index}` } });
        const rows = await eventsOf(db, id);
        expect(rows.map((row) => row.seq)).toEqual(rows.map((_, at) => at + 1));
        const ends = rows.flatMap(({ data }) => (data.type === "step.succeeded" ? [data.nodeId] : []));
        expect(ends, "each step ended once").toEqual(["in", "a", "b", "c", "out"]);
      }
    } finally {
      await db.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
