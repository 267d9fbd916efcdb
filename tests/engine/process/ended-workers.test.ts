/** A worker that ends without a word is known by its connection, long before its leases run out. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { aliveWorkers } from "../../../engine/queue/claim/sql/statements.ts";
import { testDatabase } from "../../helpers/database.ts";
import { patienceMs } from "../../helpers/patience.ts";
import { type Harness, openHarness, twoNaps } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

/** A worker in a process of its own that holds a run. */
async function openHolder({ db, start }: Harness, url: string) {
  const child = fork(entry, [url, ""], { execArgv: ["--no-warnings"] });
  await once(child, "message");
  const id = await start(twoNaps(2000), { text: "x" });
  // With this lease it would not be taken over while the test lasts.
  const lease = `UPDATE "Queue" SET "dueAt" = now() + interval '1 hour' WHERE "runId" = $1 AND worker LIKE $2`;
  const hold = async () => (await db.pool.query(lease, [id, `%-${child.pid}-%`])).rowCount;
  await expect.poll(hold, { timeout: patienceMs, interval: 20 }).toBe(1);
  return {
    id,
    child,
    hold,
    async [Symbol.asyncDispose]() {
      if (child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

test("the runs of a worker that was killed are taken over before its lease is over, those of a stopped one are not", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using stopped = await openHolder(harness, db.url);
  stopped.child.kill("SIGSTOP");
  await stopped.hold();
  await using killed = await openHolder(harness, db.url);
  await harness.worker();
  await killed.hold();
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  expect(await harness.finished(killed.id)).toMatchObject({ status: "succeeded" });
  expect(await stopped.hold(), "it still holds its run").toBe(1);
  // A connection that is only a few seconds old cannot tell yet, and the pool may have opened one for this.
  const isCounted = async () => {
    const { rows } = await db.pool.query<{ id: string }>(aliveWorkers({ worker: "" }));
    return rows.some(({ id }) => id.includes(`-${killed.child.pid}-`));
  };
  await expect.poll(isCounted, { message: "no wake-up is left to it", timeout: patienceMs }).toBe(false);
});
