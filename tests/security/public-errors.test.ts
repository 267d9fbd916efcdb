/** Why a run failed is for members: who came by a link reads that it failed and the run's id. */
import { expect, test } from "vitest";
import { createCaller } from "../../server/api/caller.ts";
import { errorData } from "../../server/api/shared/error-shape.ts";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";
import { chat, made, type Opened, open } from "../state/open-budgets.ts";

const canary = "deployment-of-acme-4711";
const broken = () => openaiPeer(() => ({ status: 400, message: `no access to ${canary}` }));
const stranger = ({ server }: Opened) =>
  createCaller({ app: server.app, actor: { kind: "anonymous" }, ip: "a stranger" });
const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1);
const visitor = "a browser ".padEnd(32, "x");

async function shared(opened: Opened, { page, graph }: { page: "chat" | "pipeline"; graph: object }) {
  const pipelineId = await made(opened, graph);
  await opened.ada.api.pipelines.publish({ id: pipelineId });
  const { url } = await opened.ada.api.share.create({ pipelineId, versionNumber: 1, canRun: true, page });
  return { pipelineId, token: tokenOf(url) };
}

async function collect(events: AsyncIterable<unknown>): Promise<string> {
  const all: unknown[] = [];
  for await (const event of events) all.push(event);
  return JSON.stringify(all);
}

test("a shared pipeline tells its visitor no error, in the run, its steps and its events; members read all", async () => {
  await using peer = await broken();
  await using opened = await open(peer);
  const graph = chat(opened.credential);
  const routed = {
    nodes: {
      ...graph.nodes,
      chat: { ...graph.nodes.chat, onError: { action: "port" }, retry: { attempts: 2, delay: 0 } },
    },
    edges: graph.edges,
  };
  for (const [each, status] of [
    [graph, /failed/],
    [routed, /failed|succeeded/],
  ] as const) {
    const { token } = await shared(opened, { page: "pipeline", graph: each });
    const api = stranger(opened);
    const { runId } = await api.share.run({ token, inputs: { q: "Is it?" } });
    await expect.poll(async () => (await api.share.getRun({ token, runId })).status).toMatch(status);
    const run = await api.share.getRun({ token, runId });
    expect(run.steps.find(({ nodeId }) => nodeId === "chat")?.error?.message).toContain(runId);
    if (run.status === "failed")
      expect(run.error).toMatchObject({ code: "run_failed", message: expect.stringContaining(runId) });
    const events = await collect(await api.share.runEvents({ token, runId }));
    expect(events).toContain("run_failed");
    const inside = await api.share.steps({ token, runId, nodeId: "chat", iteration: "" }).catch(() => []);
    for (const told of [JSON.stringify(run), events, JSON.stringify(inside)]) expect(told).not.toContain(canary);
    expect(JSON.stringify(await opened.ada.api.runs.get({ id: runId }))).toContain(canary);
  }
}, 60_000);

test("a shared chat tells its visitor no error, in the conversation and in its events; members read it in theirs", async () => {
  await using peer = await broken();
  await using opened = await open(peer);
  const { ada } = opened;
  const { token, pipelineId } = await shared(opened, { page: "chat", graph: chat(opened.credential) });
  const api = stranger(opened);
  const { id } = await api.sharedChat.create({ token, visitor });
  const { id: turnId, runId } = await api.sharedChat.send({ token, visitor, id, text: "Is it?" });
  const turn = async () => (await api.sharedChat.get({ token, visitor, id })).turns[0];
  await expect.poll(async () => (await turn())?.status).toBe("failed");
  expect((await turn())?.error).toMatchObject({ code: "run_failed", message: expect.stringContaining(runId) });
  const events = await collect(await api.sharedChat.events({ token, visitor, turnId }));
  expect(events).toContain("run_failed");
  for (const told of [JSON.stringify(await turn()), events]) expect(told).not.toContain(canary);

  const own = await ada.api.conversations.create({ pipelineId });
  await ada.api.conversations.send({ id: own.id, text: "Is it?" });
  const ofAda = async () => (await ada.api.conversations.get({ id: own.id })).turns[0];
  await expect.poll(async () => (await ofAda())?.status).toBe("failed");
  expect((await ofAda())?.error?.message).toContain(canary);
}, 60_000);

test("an archived pipeline is not chatted with: by members, over REST and behind a link; what was said can be read", async () => {
  await using peer = await openaiPeer(() => ({ words: ["Yes."] }));
  await using opened = await open(peer);
  const { ada, server } = opened;
  const { token, pipelineId } = await shared(opened, { page: "chat", graph: chat(opened.credential) });
  const api = stranger(opened);
  const { id } = await api.sharedChat.create({ token, visitor });
  const own = await ada.api.conversations.create({ pipelineId });
  await ada.api.pipelines.archive({ id: pipelineId, archived: true });
  const answered = peer.asks.length;
  for (const refused of [
    () => ada.api.conversations.create({ pipelineId }),
    () => ada.api.conversations.send({ id: own.id, text: "Is it?" }),
    () => api.sharedChat.create({ token, visitor }),
    () => api.sharedChat.send({ token, visitor, id, text: "Is it?" }),
  ]) {
    const error = errorData(
      await refused().then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    expect(error).toMatchObject({ code: "conflict" });
  }
  const rest = await server.rest("POST", `/pipelines/${pipelineId}/conversations`, { key: ada.key, body: {} });
  expect(rest).toMatchObject({ status: 409, body: { message: expect.stringContaining("archived") } });
  expect((await ada.api.conversations.chat({ pipelineId })).isArchived).toBe(true);
  expect((await api.sharedChat.open({ token })).isArchived).toBe(true);
  expect((await api.sharedChat.get({ token, visitor, id })).turns).toEqual([]);
  expect(peer.asks).toHaveLength(answered);
}, 60_000);
