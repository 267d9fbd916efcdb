/** What a model costs, from the price that a workspace enters to the run, its step and the list of runs. */
import { expect, test } from "vitest";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";
import { openTestServer } from "./test-server.ts";

function chat(credential: string) {
  const model = { provider: "openai-compatible", model: "small", credential };
  return {
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      chat: { type: "chat-model", version: 1, config: { model } },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "chat", port: "prompt" } },
      { id: "b", from: { node: "chat", port: "reply" }, to: { node: "out", port: "answer" } },
    ],
  };
}

test("a price that a workspace enters counts from then on: in the step, the run and the list of runs", async () => {
  await using peer = await openaiPeer(() => ({
    words: ["Yes."],
    usage: { prompt_tokens: 1000, completion_tokens: 500 },
  }));
  await using server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const ada = await server.tenant("ada");
  await server.work();
  const { id: credential } = await ada.api.credentials.create({
    ...{ name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" },
  });
  const { id } = await ada.api.pipelines.create({ name: "Chat", graph: chat(credential) });
  const run = async () => {
    const body = { inputs: { q: "Is it?" } };
    return (await server.rest("POST", `/pipelines/${id}/runs?wait=60`, { key: ada.key, body })).body;
  };

  const before = await run();
  expect(before, "null, never 0").toMatchObject({ status: "succeeded", costUsd: null, tokensPriced: 0 });
  await ada.api.prices.set({ model: "small", input: 2, cached: null, output: 8 });
  const listed = (await ada.api.models.list()).find(({ ref }) => ref.model === "small");
  expect(listed).toMatchObject({ priceIn: 2, priceCached: 2, priceOut: 8 });

  const after = await run();
  expect(after).toMatchObject({ costUsd: 0.006, tokensPriced: 1500, tokensIn: 1000, tokensOut: 500 });
  const { body: detail } = await server.rest("GET", `/runs/${after.id}`, { key: ada.key });
  expect(detail.steps.find(({ nodeId }: { nodeId: string }) => nodeId === "chat")).toMatchObject({
    ...{ costUsd: 0.006, tokensPriced: 1500, model: "small" },
  });
  const { body: page } = await server.rest("GET", "/runs", { key: ada.key });
  expect(page.items.map(({ costUsd }: { costUsd: number | null }) => costUsd)).toEqual([0.006, null]);
  const headers = { authorization: `Bearer ${ada.key}` };
  const events = await (await fetch(`${server.url}/api/v1/runs/${after.id}/events`, { headers })).text();
  expect(events).toContain('"costUsd":0.006');

  const bea = await server.tenant("bea");
  expect(await bea.api.prices.list(), "another workspace has its own").toEqual([]);
  await ada.api.prices.remove({ model: "small" });
  expect((await run()).costUsd).toBe(null);
  await expect(ada.api.prices.set({ model: "small", input: -1, cached: null, output: 8 })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
}, 60_000);
