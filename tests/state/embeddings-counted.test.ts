/** Embeddings and reranking: counted with their kind, in runs and outside of them, and within the budgets. */
import { expect, test } from "vitest";
import { openTestServer } from "../api/test-server.ts";
import { httpPeer } from "../helpers/peers/http-peer.ts";

/** OpenAI's embeddings and Cohere's rerank; each text takes ten tokens. */
async function modelsPeer() {
  return await httpPeer(({ path, body }, response) => {
    const ask = body as { input?: string[]; documents?: string[] };
    const json = (value: unknown) =>
      void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path === "/v1/embeddings") {
      const texts = ask.input ?? [];
      const data = texts.map((text, index) => ({ index, embedding: [text.length, 1, 1] }));
      return json({ data, usage: { prompt_tokens: 10 * texts.length, total_tokens: 10 * texts.length } });
    }
    const results = (ask.documents ?? []).map((_, index) => ({ index, relevance_score: 0.5 }));
    return json({ results, meta: { billed_units: { search_units: 1 } } });
  });
}

async function open(peer: Awaited<ReturnType<typeof modelsPeer>>) {
  const server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const ada = await server.tenant("ada");
  await server.work();
  const credential = async (provider: "openai-compatible" | "cohere", baseUrl: string) =>
    (await ada.api.credentials.create({ name: provider, provider, baseUrl, secret: "sk" })).id;
  const lab = await credential("openai-compatible", `${peer.url}/v1`);
  const cohere = await credential("cohere", peer.url);
  await ada.api.prices.set({ model: "vectors", input: 2, cached: null, output: 0 });
  const embedding = { provider: "openai-compatible" as const, model: "vectors", credential: lab };
  const { id: collection } = await ada.api.collections.create({ name: "Handbook", embedding });
  const add = async (name: string) => {
    const form = new FormData();
    form.append("file", new Blob([`# ${name}\n\nA link can be revoked.`], { type: "text/markdown" }), `${name}.md`);
    const headers = { authorization: `Bearer ${ada.key}` };
    const sent = await fetch(`${server.url}/api/v1/collections/${collection}/documents`, {
      ...{ method: "POST", headers, body: form },
    });
    expect(sent.status).toBe(201);
    const ended = async () => {
      const all = await ada.api.collections.documents({ id: collection });
      return all.find((each) => each.name === `${name}.md`)?.status;
    };
    await expect.poll(ended).toMatch(/ready|failed/);
    return (await ada.api.collections.documents({ id: collection })).find((each) => each.name === `${name}.md`);
  };
  return {
    server,
    ada,
    collection,
    cohere,
    embedding,
    add,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const retrieving = (collection: string, rerankCredential: string) => ({
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
    find: { type: "retriever", version: 1, config: { collection, rerank: "Cohere", rerankCredential } },
    out: { type: "output", version: 1, config: { fields: [{ name: "context", kind: "text" }] } },
  },
  edges: [
    { id: "a", from: { node: "in", port: "q" }, to: { node: "find", port: "query" } },
    { id: "b", from: { node: "find", port: "context" }, to: { node: "out", port: "context" } },
  ],
});

test("documents, searches and a run's question and rerank are counted by model and kind", async () => {
  await using peer = await modelsPeer();
  await using opened = await open(peer);
  const { ada, collection, cohere, server } = opened;
  const month = () => ada.api.usage.month({});
  expect(await opened.add("links")).toMatchObject({ status: "ready" });
  const before = await month();
  expect(before.byModel).toMatchObject([{ model: "vectors", kind: "embedding", tokensEstimated: 0 }]);
  expect(before.byPipeline).toEqual([]);
  await ada.api.collections.search({ id: collection, text: "revoke?" });
  expect((await month()).outsideOfRuns).toMatchObject({ calls: before.total.calls + 1 });

  const graph = retrieving(collection, cohere);
  const { id } = await ada.api.pipelines.create({ name: "Find", graph: graph as never });
  const ended = await server.rest("POST", `/pipelines/${id}/runs?wait=60`, {
    key: ada.key,
    body: { inputs: { q: "revoke" } },
  });
  expect(ended.body).toMatchObject({ status: "succeeded" });
  const usage = await month();
  const { outsideOfRuns } = usage;
  expect(usage.byPipeline).toMatchObject([{ pipelineId: id, calls: 2, tokensIn: 10, units: 2 }]);
  expect(usage.byModel).toMatchObject([
    { model: "rerank-v3.5", kind: "rerank", calls: 1, units: 1, tokensIn: 0, costUsd: 0.002 },
    { model: "vectors", kind: "embedding", units: outsideOfRuns.units + 1, tokensIn: 10 * (outsideOfRuns.units + 1) },
  ]);
  expect(usage.total.costUsd).toBeCloseTo(0.002 + ((outsideOfRuns.units + 1) * 10 * 2) / 1e6, 9);
  const ofRun = await ada.api.usage.ofRun({ id: ended.body.id });
  expect(ofRun).toMatchObject({ calls: 2, byNode: [{ path: "find", calls: 2, tokens: 10 }] });
}, 60_000);

test("what a budget has no room for is not asked: a document, a search, and a rerank whose price is not known", async () => {
  await using peer = await modelsPeer();
  await using opened = await open(peer);
  const { ada, collection, cohere, server } = opened;
  expect(await opened.add("links")).toMatchObject({ status: "ready" });
  const graph = retrieving(collection, cohere);
  graph.nodes.find.config = { ...graph.nodes.find.config, rerankModel: "rerank-of-the-future" } as never;
  const { id } = await ada.api.pipelines.create({ name: "Find", graph: graph as never });
  const run = (budget: object) =>
    server.rest("POST", `/pipelines/${id}/runs?wait=60`, { key: ada.key, body: { inputs: { q: "revoke" }, budget } });
  const unknown = await run({ usd: 1 });
  expect(unknown.body.error).toMatchObject({
    code: "over_budget",
    message: expect.stringContaining("the price of rerank-of-the-future is not known"),
  });
  expect((await run({ tokens: 1000 })).body).toMatchObject({ status: "succeeded" });

  await ada.api.usage.setMonthBudget({ budget: { usd: 0 } });
  const asked = peer.requests.length;
  await expect(ada.api.collections.search({ id: collection, text: "another" })).rejects.toMatchObject({
    message: expect.stringMatching(/^The workspace's budget of this month is \$0.*call of vectors may take up to/),
  });
  const refused = await opened.add("more");
  expect(refused).toMatchObject({
    status: "failed",
    error: expect.stringContaining("The workspace's budget of this month"),
  });
  expect(peer.requests).toHaveLength(asked);
  expect((await ada.api.usage.month({})).held).toEqual({ usd: 0, tokens: 0, seconds: 0 });
}, 60_000);

test("the model on board is counted by its texts and asks no budget", async () => {
  await using peer = await modelsPeer();
  await using opened = await open(peer);
  const { ada } = opened;
  await ada.api.usage.setMonthBudget({ budget: { usd: 0, tokens: 0 } });
  const { id } = await ada.api.collections.create({ name: "On board" });
  await ada.api.collections.search({ id, text: "revoke?" });
  const { byModel, total } = await ada.api.usage.month({});
  const onBoard = byModel.filter(({ model }) => model !== "vectors");
  expect(onBoard).toMatchObject([{ kind: "embedding", calls: 1, units: 1, tokensIn: 0, costUsd: 0 }]);
  expect(total.tokensEstimated).toBe(0);
}, 60_000);

test("a search without a price makes the cost unknown or a lower bound, one whose price is 0 does not", async () => {
  await using peer = await modelsPeer();
  await using opened = await open(peer);
  const { ada, collection, cohere, server } = opened;
  expect(await opened.add("links")).toMatchObject({ status: "ready" });
  const graph = retrieving(collection, cohere);
  graph.nodes.find.config = { ...graph.nodes.find.config, rerankModel: "own-reranker" } as never;
  const { id } = await ada.api.pipelines.create({ name: "Find", graph: graph as never });
  const run = async () => {
    const body = { inputs: { q: "revoke" } };
    const ended = await server.rest("POST", `/pipelines/${id}/runs?wait=60`, { key: ada.key, body });
    expect(ended.body).toMatchObject({ status: "succeeded" });
  };
  const reranked = async () => (await ada.api.usage.month({})).byModel.find(({ kind }) => kind === "rerank");
  const estimate = () => ada.api.usage.estimate({ id });
  await ada.api.prices.set({ model: "own-reranker", input: 0, cached: null, output: 0 });
  await run();
  expect(await reranked()).toMatchObject({ calls: 1, costUsd: 0, callsUnpriced: 0 });
  expect(await estimate()).toMatchObject({ runs: 1, usd: { typical: (10 * 2) / 1e6 } });

  await ada.api.prices.remove({ model: "own-reranker" });
  await run();
  expect(await reranked()).toMatchObject({ calls: 2, costUsd: null, callsUnpriced: 1 });
  const { total } = await ada.api.usage.month({});
  expect(total).toMatchObject({ callsUnpriced: 1, costUsd: expect.any(Number) });
  expect(total.tokensPriced).toBe(total.tokensIn + total.tokensOut);
  expect(await estimate()).toMatchObject({ runs: 2, usd: null });
}, 60_000);
