/** Errors that no one has caught: those of a node fail its step, any other stops the worker in order. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { eventsOf, graphOf, openHarness } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

async function workerProcess(url: string) {
  const child = fork(entry, [url, ""], { execArgv: ["--no-warnings"] });
  await once(child, "message");
  const dispose = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { child, [Symbol.asyncDispose]: dispose };
}

const stray = (config: object) =>
  graphOf({ s: ["stray", config, { retry: { attempts: 1 } }], nap: ["nap", { ms: 100 }] }, ["s.text > nap.text"]);

test("an error that a node leaves uncaught fails its step, and the worker goes on", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using worker = await workerProcess(db.url);
  for (const how of ["timer", "listener", "promise"]) {
    const run = await harness.finished(await harness.start(stray({ how }), {}));
    expect(run).toMatchObject({ status: "failed", error: { message: `left alone in a ${how}`, nodeId: "s" } });
  }
  const late = await harness.finished(await harness.start(stray({ how: "timer", late: true }), {}));
  expect(late, "its step had ended by then").toMatchObject({ status: "succeeded" });
  expect(worker.child.exitCode, "it still runs").toBeNull();
});

test("an error that belongs to no step stops the worker in order, and another continues its runs at once", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using worker = await workerProcess(db.url);
  const chain = graphOf({ a: ["nap", { ms: 1500 }], b: ["nap", { ms: 10 }], c: ["nap", { ms: 10 }] }, [
    "a.text > b.text",
    "b.text > c.text",
  ]);
  const id = await harness.start(chain, {});
  await expect.poll(async () => (await eventsOf(db, id)).map(({ data }) => data.type)).toContain("step.started");
  const ended = once(worker.child, "exit");
  worker.child.send("throw");
  expect(await ended).toEqual([1, null]);
  const released = await db.prisma.queue.findUniqueOrThrow({ where: { runId: id } });
  expect(released, "no lease has to run out").toMatchObject({ worker: null, losses: 0 });
  await harness.worker();
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded" });
});
