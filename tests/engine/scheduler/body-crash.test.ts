import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

const entry = fileURLToPath(new URL("../worker-process.ts", import.meta.url));

async function workerProcess(url: string): Promise<ChildProcess & AsyncDisposable> {
  const child = fork(entry, [url, ""], { execArgv: ["--no-warnings"] });
  await once(child, "message");
  const dispose = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return Object.assign(child, { [Symbol.asyncDispose]: dispose });
}

/** Counts keys; answers `free` of them and holds back the rest until it may continue. */
async function effectServer(free: number) {
  const keys: string[] = [];
  const state = { isOpen: false };
  const server = createServer(async (request, response) => {
    let key = "";
    for await (const part of request) key += part;
    keys.push(key);
    if (state.isOpen || keys.length <= free) response.end("done");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`,
    keys,
    open: () => {
      state.isOpen = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const mapOf = (pipeline: object) =>
  graphOf(
    {
      in: ["input", { fields: [{ name: "list", kind: "json" }] }],
      map: ["map", { pipeline, concurrency: 3 }],
      out: ["output", { fields: [{ name: "results", kind: "json" }] }],
    },
    ["in.list > map.items", "map.results > out.results"],
  );

test("a map whose worker was killed goes on where it was: done items stay done, open effects keep their keys", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using effects = await effectServer(4);
  const body = await harness.body(
    "Post",
    graphOf(
      {
        in: ["input", { fields: [textField] }],
        nap: ["nap", { ms: 5 }],
        post: ["post", { url: effects.url }],
        out: ["output", { fields: [textField] }],
      },
      ["in.text > nap.text", "nap.text > post.text", "post.answer > out.text"],
    ),
  );
  await using first = await workerProcess(db.url);
  const id = await harness.start(mapOf(body), { list: ["a", "b", "c", "d", "e", "f", "g", "h"] });
  await expect.poll(() => effects.keys.length).toBe(7);
  const ended = async () =>
    (await harness.finished(id, 0)).steps.filter((step) => step.nodeId === "map/post" && step.status === "succeeded");
  await expect.poll(async () => (await ended()).length).toBe(4);
  first.kill("SIGKILL");
  await once(first, "exit");
  effects.open();
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = now()`);
  await using _second = await workerProcess(db.url);
  const run = await harness.finished(id);
  expect(run).toMatchObject({ status: "succeeded", output: { results: Array.from({ length: 8 }, () => "done") } });
  expect(new Set(effects.keys).size, "one key for each item").toBe(8);
  expect(effects.keys, "only what was open came twice").toHaveLength(11);
  const naps = run.steps.filter((step) => step.nodeId === "map/nap");
  expect(naps.every((step) => step.attempt === 1)).toBe(true);
  const again = run.steps.filter((step) => step.nodeId === "map/post" && step.attempt === 2);
  expect(again).toHaveLength(3);
});

test("an effect without a key that was under way is not done again: it is in doubt, and so is the run", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using effects = await effectServer(1);
  const posting = (more: object) =>
    graphOf({ post: ["shout", { url: effects.url }], out: ["output", { fields: [textField] }], ...more }, [
      "post.answer > out.text",
    ]);
  await using first = await workerProcess(db.url);
  const fine = await harness.start(posting({}), {});
  expect((await harness.finished(fine)).status).toBe("succeeded");
  const inner = await harness.body("Shout", posting({}));
  const nested = await harness.start(graphOf({ sub: ["sub-pipeline", { pipeline: inner }] }, []), {});
  const flat = await harness.start(posting({}), {});
  await expect.poll(() => effects.keys.length).toBe(3);
  first.kill("SIGKILL");
  await once(first, "exit");
  effects.open();
  await db.pool.query(`UPDATE "Queue" SET "dueAt" = now()`);
  await using _second = await workerProcess(db.url);
  for (const [id, nodeId] of [
    [flat, "post"],
    [nested, "sub/post"],
  ] as const) {
    const run = await harness.finished(id);
    expect(run).toMatchObject({ status: "failed", error: { code: "in_doubt", nodeId } });
    expect(run.steps.find((step) => step.nodeId === nodeId)).toMatchObject({ status: "in_doubt", attempt: 1 });
  }
  expect(effects.keys, "nothing was repeated").toHaveLength(3);
});
