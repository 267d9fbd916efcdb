/** The log of a worker and of the web process: JSON lines that can be put together by their ids. */
import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { getOutcome } from "../../../engine/history/read-runs.ts";
import { topics } from "../../../lib/messages.ts";
import type { BrokerMessage } from "../../../platform/broker/broker.ts";
import { openLog } from "../../../platform/log.ts";
import { logWork } from "../../../workers/log-work.ts";
import { openTestServer as openWeb } from "../../api/test-server.ts";
import { testDatabase } from "../../helpers/database.ts";
import { graphOf, openHarness, textField, twoNaps } from "../fixtures.ts";

function keepLines() {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).split("\n").filter(Boolean)) lines.push(JSON.parse(line));
      done();
    },
  });
  return { lines, sink };
}

test("a line about a step carries the ids of step, run and workspace, and nothing that the step was given", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { lines, sink } = keepLines();
  await harness.worker({}, [logWork(openLog("debug", "worker", sink))]);
  const graph = graphOf(
    {
      in: ["input", { fields: [textField] }],
      busy: ["flaky", { times: 9, code: "busy" }, { retry: { attempts: 2, delay: 0 } }],
    },
    ["in.text > busy.text"],
  );
  const runId = await harness.start(graph, { text: "canary-9c1e" });
  await harness.finished(runId);
  const ids = { name: "worker", runId, workspaceId: harness.workspaceId, pipelineId: harness.pipelineId };
  await expect
    .poll(() => lines.map(({ msg }) => msg))
    .toEqual(["a step will be retried", "a step failed", "a run failed"]);
  for (const line of lines) expect(line).toMatchObject({ ...ids, code: "provider_busy" });
  expect(lines[1]).toMatchObject({ stepId: "busy", iteration: "", nodeType: "flaky", level: 30 });
  expect(JSON.stringify(lines)).not.toContain("canary-9c1e");
});

test("a wake-up that came too late is no loss, and a lease that another took is one", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  const { lines, sink } = keepLines();
  const wakeUps: BrokerMessage[] = [];
  await harness.broker.listen({ topics: [topics.runs], handle: (messages) => void wakeUps.push(...messages) });
  await harness.worker({}, [logWork(openLog("info", "worker", sink))]);
  const runId = await harness.start(twoNaps(1), { text: "x" });
  await harness.finished(runId);
  // One that comes before the worker counts among those that listen is left to the sweep, so it is sent until it is heard.
  const late = async () => {
    if (lines.length === 0) await harness.broker.publish(wakeUps);
    return lines[0];
  };
  await expect.poll(late).toMatchObject({ runId, level: 30, msg: expect.stringContaining("came too late") });
  const taken = await harness.start(twoNaps(600_000), { text: "y" });
  await expect.poll(async () => (await getOutcome(db, harness.workspaceId, taken)).status).toBe("running");
  await db.pool.query(`UPDATE "Queue" SET token = token + 1, worker = 'another' WHERE "runId" = $1`, [taken]);
  const ofTaken = () => lines.find((line) => line.runId === taken);
  await expect.poll(ofTaken).toMatchObject({ level: 40, msg: "a run was lost to another worker" });
});

test("an answer says which request it is of, and a proxy of our own may have named it", async () => {
  await using own = await openWeb();
  const named = (url: string) => fetch(`${url}/api/v1/node-types`, { headers: { "x-request-id": "mine-1" } });
  expect((await named(own.url)).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  await using behind = await openWeb({ TRUST_PROXY: "1" });
  expect((await named(behind.url)).headers.get("x-request-id")).toBe("mine-1");
});
