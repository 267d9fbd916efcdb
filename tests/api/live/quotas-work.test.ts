/** Work that starts many runs, or many steps, while a quota of runs is small: nothing of it is lost or counted twice. */
import { expect, test } from "vitest";
import { setQuotas } from "../../../platform/quotas/quotas.ts";
import { openaiPeer } from "../../helpers/peers/openai-peer.ts";
import { greeting, openTestServer } from "../test-server.ts";

const advice = "An administrator of the installation can raise it in Settings → Quotas.";

test("a backfill waits, says for which quota and who can raise it, and goes on with every time once", async () => {
  await using server = await openTestServer();
  await server.work();
  const ada = await server.tenant("ada");
  const { prisma } = server.app.db;
  const graph = {
    nodes: {
      clock: { type: "schedule", version: 1, config: { when: "every 1 hour" } },
      out: { type: "output", version: 1, config: { fields: [{ name: "time", kind: "text" }] } },
    },
    edges: [{ id: "a", from: { node: "clock", port: "time" }, to: { node: "out", port: "time" } }],
  };
  const { id } = await ada.api.pipelines.create({ name: "Clock", graph });
  await ada.api.pipelines.publish({ id });
  await setQuotas(server.app.db, ada.workspaceId, { runsPerDay: 2 });
  const path = `/pipelines/${id}/triggers/clock/backfills`;
  const range = { from: "2026-11-01T00:00:00Z", to: "2026-11-01T05:00:00Z", concurrency: 5 };
  expect((await server.rest("POST", path, { key: ada.key, body: range })).status).toBe(201);
  const stands = async () => (await server.rest("GET", path, { key: ada.key })).body[0];
  await expect.poll(async () => (await stands()).error).toContain("quota of runs a day (2 of 2)");
  const waiting = await stands();
  expect(waiting).toMatchObject({ state: "running", started: 2, error: expect.stringContaining(advice) });
  expect(await prisma.run.count({ where: { pipelineId: id } })).toBe(2);

  await setQuotas(server.app.db, ada.workspaceId, {});
  // It looks again within half a minute.
  await prisma.backfill.updateMany({ data: { dueAt: new Date() } });
  await expect.poll(async () => (await stands()).state).toBe("done");
  const times = (await prisma.run.findMany({ where: { pipelineId: id } })).map(({ input }) => Object(input).time);
  const hours = [0, 1, 2, 3, 4].map((hour) => `2026-11-01T0${hour}:00:00.000Z`);
  expect(times.toSorted()).toEqual(hours);
  expect(await stands()).toMatchObject({ started: 5, skipped: 0, error: null });
});

test("pipelines that an agent calls as tools belong to its run, so that no quota stops it half-way", async () => {
  await using peer = await openaiPeer(({ tools, messages }) =>
    messages.at(-1)?.role === "tool"
      ? { words: ["It said: ", String(messages.at(-1)?.content)] }
      : { calls: [0, 1].map(() => [Object(tools?.[0]).function.name, '{"name":"Ada"}']) },
  );
  await using server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  await server.work();
  const bea = await server.tenant("bea");
  const { id: credential } = await bea.api.credentials.create({
    ...{ name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" },
  });
  const { id: greet } = await bea.api.pipelines.create({ name: "Greet", graph: greeting });
  await bea.api.pipelines.publish({ id: greet });
  const ports = { inputs: [{ name: "name", kind: "text" }], outputs: [{ name: "greeting", kind: "text" }] };
  const tool = {
    type: "sub-pipeline",
    version: 1,
    title: "Greet",
    config: { pipeline: { id: greet, version: null, name: "Greet", ...ports } },
  };
  const model = { provider: "openai-compatible", model: "small", credential };
  const graph = {
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      agent: {
        type: "agent",
        version: 1,
        config: { model, tools: { graph: { nodes: { turn: { type: "agent-turn", version: 1 }, tool }, edges: [] } } },
      },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "agent", port: "prompt" } },
      { id: "b", from: { node: "agent", port: "answer" }, to: { node: "out", port: "answer" } },
    ],
  };
  const { id } = await bea.api.pipelines.create({ name: "Agent", graph });
  await setQuotas(server.app.db, bea.workspaceId, { runsPerDay: 1, runsAtOnce: 1 });
  const start = () =>
    server.rest("POST", `/pipelines/${id}/runs?wait=60`, { key: bea.key, body: { inputs: { q: "Greet Ada twice." } } });
  const { body } = await start();
  expect(body, JSON.stringify(body.error)).toMatchObject({ status: "succeeded" });
  expect(body.output.answer).toContain("Hello Ada");
  expect((await bea.api.quotas.current()).used).toMatchObject({ runsPerDay: 1, runsAtOnce: 0 });
  expect(await start()).toMatchObject({ status: 429, body: { message: expect.stringContaining(advice) } });
});
