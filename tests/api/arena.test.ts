/** An Arena over the API: its texts grow side by side, a person picks the best, and the win rates follow. */
import { expect, test } from "vitest";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";
import { openTestServer } from "./test-server.ts";

const named = (credential: string) => (model: string) => ({ provider: "openai-compatible", model, credential });

function graph(credential: string, config: object = {}) {
  const models = ["a", "b"].map(named(credential));
  return {
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      arena: { type: "arena", version: 1, config: { models, ...config } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "arena", port: "prompt" } },
      { id: "b", from: { node: "arena", port: "answer" }, to: { node: "out", port: "answer" } },
    ],
  };
}

test("a pick counts before the judge's choice, once, and only for what was answered", async () => {
  await using peer = await openaiPeer(({ model, messages }) => {
    if (model !== "judge") return { words: ["I", ` am ${model}`] };
    const [, letter] = /Answer (\w):\nI am b/.exec(messages.at(-1)?.content ?? "") ?? [];
    return { words: [JSON.stringify({ best: letter, reason: "clear" })] };
  });
  await using server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const ada = await server.tenant("ada");
  await server.work();
  const { id: credential } = await ada.api.credentials.create({
    ...{ name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" },
  });
  const judged = graph(credential, { by: "model", judge: named(credential)("judge") });
  const { id: pipelineId } = await ada.api.pipelines.create({ name: "Arena", graph: judged });
  const run = async () => {
    const body = { inputs: { q: "Who are you?" } };
    const { body: ended } = await server.rest("POST", `/pipelines/${pipelineId}/runs?wait=60`, { key: ada.key, body });
    expect(ended).toMatchObject({ status: "succeeded", output: { answer: "I am b" } });
    return ended.id as string;
  };
  const standings = async () =>
    (await ada.api.arena.standings({ pipelineId, nodeId: "arena" })).map(({ contender, wins, decided, answered }) => [
      ...[contender, wins, decided, answered],
    ]);
  const runId = await run();
  await run();
  expect(await standings()).toEqual([
    ["b", 2, 2, 2],
    ["a", 0, 2, 2],
  ]);

  const at = { runId, nodeId: "arena" };
  expect(await ada.api.arena.picked(at)).toEqual({ place: null });
  await ada.api.arena.pick({ ...at, place: 0 });
  await ada.api.arena.pick({ ...at, place: 0 });
  expect(await ada.api.arena.picked(at)).toEqual({ place: 0 });
  expect(await standings()).toEqual([
    ["a", 1, 2, 2],
    ["b", 1, 2, 2],
  ]);
  await expect(ada.api.arena.pick({ ...at, place: 2 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(ada.api.arena.pick({ ...at, nodeId: "in", place: 0 })).rejects.toMatchObject({ code: "NOT_FOUND" });

  await ada.api.arena.pick({ ...at, place: 1 });
  const twice = {
    ...judged.nodes.arena,
    config: { ...judged.nodes.arena.config, models: ["b", "b"].map(named(credential)) },
  };
  const { id } = await ada.api.pipelines.create({
    name: "Twice",
    graph: { ...judged, nodes: { ...judged.nodes, arena: twice } },
  });
  const body = { inputs: { q: "Who are you?" } };
  await server.rest("POST", `/pipelines/${id}/runs?wait=60`, { key: ada.key, body });
  const [only, ...none] = await ada.api.arena.standings({ pipelineId: id, nodeId: "arena" });
  expect(none).toEqual([]);
  expect(only, "a model that is asked twice wins once").toMatchObject({
    contender: "b",
    wins: 1,
    decided: 2,
    asked: 2,
  });

  const headers = { authorization: `Bearer ${ada.key}` };
  const events = await (await fetch(`${server.url}/api/v1/runs/${runId}/events`, { headers })).text();
  expect(events).toContain('"part":"1. a"');
  expect(events).toContain('"part":"2. b"');
});
