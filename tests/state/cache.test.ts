/** Cache nodes in whole runs: what is kept, what it saves, and who pays. */
import { expect, test } from "vitest";
import { openCache } from "../../state/cache/cache.ts";
import { openTestServer } from "../api/test-server.ts";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";

const field = (name: string) => ({ fields: [{ name, kind: "text" }] });

function graphs(credential: string, config: object) {
  const model = { provider: "openai-compatible", model: "small", credential };
  const body = {
    nodes: {
      in: { type: "input", version: 1, config: field("prompt") },
      chat: { type: "chat-model", version: 1, config: { model, onIncomplete: "continue" } },
      out: { type: "output", version: 1, config: field("reply") },
    },
    edges: [
      { id: "a", from: { node: "in", port: "prompt" }, to: { node: "chat", port: "prompt" } },
      { id: "b", from: { node: "chat", port: "reply" }, to: { node: "out", port: "reply" } },
    ],
  };
  const pipeline = { graph: body, inputs: field("prompt").fields, outputs: field("reply").fields };
  return {
    nodes: {
      in: { type: "input", version: 1, config: field("q") },
      cache: { type: "cache", version: 1, config: { pipeline, ...config } },
      out: {
        type: "output",
        version: 1,
        config: {
          fields: [...field("answer").fields, { name: "hit", kind: "boolean" }, { name: "about", kind: "json" }],
        },
      },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "cache", port: "prompt" } },
      { id: "b", from: { node: "cache", port: "reply" }, to: { node: "out", port: "answer" } },
      { id: "c", from: { node: "cache", port: "hit" }, to: { node: "out", port: "hit" } },
      { id: "d", from: { node: "cache", port: "about" }, to: { node: "out", port: "about" } },
    ],
  };
}

/** `ends`: how the first answers end. */
async function open(
  config: object,
  { delayMs = 0, ends = [] }: { delayMs?: number; ends?: ("stop" | "length")[] } = {},
) {
  const peer = await openaiPeer(() => ({
    words: ["Pa", "ris"],
    delayMs,
    finish: ends.shift() ?? "stop",
    usage: { prompt_tokens: 1000, completion_tokens: 500 },
  }));
  const server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const ada = await server.tenant("ada");
  await server.work();
  const { id: credential } = await ada.api.credentials.create({
    ...{ name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" },
  });
  await ada.api.prices.set({ model: "small", input: 2, cached: null, output: 8 });
  const { id } = await ada.api.pipelines.create({ name: "Cached", graph: graphs(credential, config) });
  const ask = async (q: string) => {
    const { body } = await server.rest("POST", `/pipelines/${id}/runs?wait=60`, {
      key: ada.key,
      body: { inputs: { q } },
    });
    expect(body).toMatchObject({ status: "succeeded" });
    return body;
  };
  const end = async () => {
    await server[Symbol.asyncDispose]();
    await peer[Symbol.asyncDispose]();
  };
  return { peer, server, ada, ask, [Symbol.asyncDispose]: end };
}

test("the same question is paid once, and what the hits saved is counted", async () => {
  await using world = await open({});
  const { ask, peer, ada } = world;
  expect((await ask("Capital?")).output).toEqual({ answer: "Paris", hit: false, about: {} });
  const again = await ask("Capital?");
  expect(again).toMatchObject({ output: { answer: "Paris", hit: true, about: { distance: 0, savedUsd: 0.006 } } });
  expect(again.tokensIn, "the body did not run").toBe(0);
  await ask("Capital?");
  await ask("Another?");
  expect(peer.asks).toHaveLength(2);
  expect(await ada.api.caches.list()).toMatchObject([{ cache: "answers", entries: 2, hits: 2, savedUsd: 0.012 }]);

  const bea = await world.server.tenant("bea");
  expect(await bea.api.caches.list(), "another workspace has its own").toEqual([]);
  await bea.api.caches.clear({ cache: "answers" });
  expect((await ask("Capital?")).output).toMatchObject({ hit: true });
  await ada.api.caches.clear({ cache: "answers" });
  expect((await ask("Capital?")).output).toMatchObject({ hit: false });
});

test("a question that means the same is a hit, with its distance", async () => {
  await using world = await open({ match: "a similar meaning", maxDistance: 0.4 });
  const { ask, peer } = world;
  await ask("How do I reset my password?");
  const { output } = await ask("How can I reset my password?");
  expect(output).toMatchObject({ hit: true, about: { text: "How do I reset my password?" } });
  expect(output.about.distance).toBeGreaterThan(0);
  expect(output.about.distance).toBeLessThanOrEqual(0.4);
  expect((await ask("Which fish live in the deep sea?")).output).toMatchObject({ hit: false });
  expect(peer.asks).toHaveLength(2);
});

test.each([{}, { match: "a similar meaning" }])(
  "an answer that was cut is not given again, with %j",
  async (config) => {
    await using world = await open(config, { ends: ["length"] });
    const hits = [];
    for (let count = 0; count < 3; count += 1) hits.push((await world.ask("Capital?")).output.hit);
    expect(hits).toEqual([false, false, true]);
    expect(world.peer.asks).toHaveLength(2);
  },
);

test("of many equal questions at one time, one is paid", async () => {
  await using world = await open({}, { delayMs: 100 });
  const ended = await Promise.all(Array.from({ length: 5 }, () => world.ask("Capital?")));
  expect(ended.map(({ output }) => output.answer)).toEqual(Array(5).fill("Paris"));
  expect(ended.filter(({ output }) => output.hit === false)).toHaveLength(1);
  expect(world.peer.asks).toHaveLength(1);
});

test("a question with a character that Postgres takes in no text is kept, too", async () => {
  await using server = await openTestServer();
  const ada = await server.tenant("ada");
  const cache = openCache(server.app.db.pool);
  const ask = { cache: "c", scope: "s", text: "Capi\0tal \ud800?", ttlSeconds: 60 };
  const at = { path: "n", iteration: "" };
  const call = { idempotencyKey: "one", runId: undefined, at, signal: AbortSignal.timeout(60_000) };
  expect(await cache.find(ada.workspaceId, ask, call)).toEqual({ kind: "make" });
  const output = { reply: "Pa\0ris" };
  await cache.keep(ada.workspaceId, { ask, output, call });
  expect(await cache.find(ada.workspaceId, ask, call)).toMatchObject({ kind: "hit", output });
});

test("who cancels a run and asks again does not wait for the first answer", async () => {
  await using server = await openTestServer();
  const ada = await server.tenant("ada");
  const { pool } = server.app.db;
  const cache = openCache(pool);
  const ask = { cache: "c", scope: "s", text: "Capital?", ttlSeconds: 60 };
  const step = (idempotencyKey: string, runId: string) => ({
    ...{ idempotencyKey, runId, at: { path: "n", iteration: "" }, signal: AbortSignal.timeout(60_000) },
  });
  const kindFor = async (key: string, runId: string) => (await cache.find(ada.workspaceId, ask, step(key, runId))).kind;
  // No worker takes these up.
  const { id } = await ada.api.pipelines.create({ name: "Cached", graph: graphs("c", {}) });
  const start = () => server.rest("POST", `/pipelines/${id}/runs`, { key: ada.key, body: { inputs: { q: "x" } } });
  const [first, second] = [(await start()).body.id, (await start()).body.id];
  expect(await kindFor("first", first)).toBe("make");
  expect(await kindFor("second", second), "the first run goes on").toBe("wait");
  await server.rest("POST", `/runs/${first}/cancel`, { key: ada.key });
  expect(await kindFor("second", second)).toBe("make");
});

test("leave to make an answer is one step's, also when its worker was killed, until it is kept or given back", async () => {
  await using server = await openTestServer();
  const ada = await server.tenant("ada");
  const cache = openCache(server.app.db.pool);
  const ask = { cache: "c", scope: "s", text: "Capital?", ttlSeconds: 60 };
  const step = (idempotencyKey: string) => ({
    ...{ idempotencyKey, runId: undefined, at: { path: "n", iteration: "" }, signal: AbortSignal.timeout(60_000) },
  });
  const kindFor = async (key: string) => (await cache.find(ada.workspaceId, ask, step(key))).kind;
  expect(await kindFor("first")).toBe("make");
  expect(await kindFor("second")).toBe("wait");
  expect(await kindFor("first"), "the same step, resumed by another worker").toBe("make");
  await cache.drop(ada.workspaceId, ask, step("second"));
  expect(await kindFor("second"), "the leave of another is not given back").toBe("wait");
  await cache.drop(ada.workspaceId, ask, step("first"));
  expect(await kindFor("second")).toBe("make");
  await cache.keep(ada.workspaceId, { ask, output: { reply: "late" }, call: step("first") });
  expect(await kindFor("third"), "without leave, nothing is kept").toBe("wait");
  await cache.keep(ada.workspaceId, { ask, output: { reply: "Paris" }, call: step("second") });
  expect(await cache.find(ada.workspaceId, ask, step("third"))).toMatchObject({
    ...{ kind: "hit", output: { reply: "Paris" }, savedUsd: null },
  });
  await server.app.db.pool.query(`UPDATE "CacheEntry" SET "expiresAt" = now() - interval '1 second'`);
  expect(await kindFor("third"), "its time is over").toBe("make");
});

const stepOf = (idempotencyKey: string) => ({
  ...{ idempotencyKey, runId: undefined, at: { path: "n", iteration: "" }, signal: AbortSignal.timeout(60_000) },
});

test("who keeps answers for a shorter time than they were kept for makes an older one again", async () => {
  await using server = await openTestServer();
  const { workspaceId } = await server.tenant("ada");
  const { pool } = server.app.db;
  const cache = openCache(pool);
  const ask = (ttlSeconds: number | null, near?: { embedding: number[]; maxDistance: number }) => ({
    ...{ cache: "c", scope: "s", text: near ? "The capital?" : "Capital?", ttlSeconds },
    ...(near ? { near } : {}),
  });
  const first = { ...ask(null), near: { embedding: [1, 0], maxDistance: 0 } };
  expect(await cache.find(workspaceId, first, stepOf("first"))).toEqual({ kind: "make" });
  await cache.keep(workspaceId, { ask: first, output: { reply: "Paris" }, call: stepOf("first") });
  await pool.query(`UPDATE "CacheEntry" SET "createdAt" = now() - interval '2 hours'`);
  const near = { embedding: [1, 0], maxDistance: 0.1 };
  const kindOf = async (given: ReturnType<typeof ask>, key: string) =>
    (await cache.find(workspaceId, given, stepOf(key))).kind;
  expect(await kindOf(ask(null), "a")).toBe("hit");
  expect(await kindOf(ask(3 * 3600), "b")).toBe("hit");
  expect(await kindOf(ask(3 * 3600, near), "c")).toBe("hit");
  expect(await kindOf(ask(3600, near), "d")).toBe("make");
  expect(await kindOf(ask(3600), "e")).toBe("make");
  await cache.keep(workspaceId, { ask: ask(3600), output: { reply: "Paris!" }, call: stepOf("e") });
  expect(await kindOf(ask(3600), "f"), "it is fresh from when it was kept").toBe("hit");
});

test("a text at the greatest distance is a hit, one beyond it is none, and vectors of another model are not compared", async () => {
  await using server = await openTestServer();
  const { workspaceId } = await server.tenant("ada");
  const cache = openCache(server.app.db.pool);
  const ask = (text: string, embedding: number[], maxDistance = 0) => ({
    ...{ cache: "c", scope: "s", text, ttlSeconds: null, near: { embedding, maxDistance } },
  });
  const first = ask("Capital?", [1, 0]);
  await cache.find(workspaceId, first, stepOf("first"));
  await cache.keep(workspaceId, { ask: first, output: { reply: "Paris" }, call: stepOf("first") });
  const other = [0.75, Math.sqrt(1 - 0.75 ** 2)];
  expect(await cache.find(workspaceId, ask("A", other, 0.25), stepOf("a"))).toMatchObject({
    kind: "hit",
    distance: 0.25,
  });
  expect(await cache.find(workspaceId, ask("A", other, 0.249), stepOf("a"))).toEqual({ kind: "make" });
  expect(await cache.find(workspaceId, ask("B", [1, 0, 0], 1), stepOf("b"))).toEqual({ kind: "make" });
  const elsewhere = { ...ask("C", [1, 0], 1), scope: "another body" };
  expect(await cache.find(workspaceId, elsewhere, stepOf("c"))).toEqual({ kind: "make" });
});
