/** Budgets: no call that could exceed one is made, however many run at a time, and each call counts once. */
import { expect, test } from "vitest";
import { startChild } from "../../scripts/start/processes/child.ts";
import type { TestServer } from "../api/test-server.ts";
import { type OpenaiPeer, type OpenaiReply, openaiPeer } from "../helpers/peers/openai-peer.ts";
import { answer, chat, costUsd, graphWith, made, modelOf, open, run } from "./open-budgets.ts";

const limit = 60_000;
test(
  "of 50 runs at a time as many are let in as the month's budget holds, and no more is spent",
  async () => {
    await using peer = await openaiPeer(() => ({ ...answer, delayMs: 20 }));
    await using opened = await open(peer);
    const { ada } = opened;
    const id = await made(opened, chat(opened.credential));
    const budget = { usd: costUsd * 8.5, tokens: 1_000_000 };
    await ada.api.usage.setMonthBudget({ budget });
    const runs = await Promise.all(Array.from({ length: 50 }, () => run(opened, id)));
    const failed = runs.filter(({ status }) => status === "failed");
    const usage = await ada.api.usage.month({});
    expect(usage.total.costUsd).toBeLessThanOrEqual(budget.usd);
    expect(usage.total.calls).toBe(runs.length - failed.length);
    expect(peer.asks).toHaveLength(usage.total.calls);
    expect(usage.total.calls).toBeGreaterThan(0);
    expect(failed.length).toBeGreaterThan(40);
    for (const { error } of failed) {
      expect(error.code).toBe("over_budget");
      expect(error.message).toMatch(
        /^The workspace's budget of this month is \$0\.0051, of which .* used.*call of small may take up to \$0\.00\d+: it was not made\. An owner can raise it/,
      );
    }
    expect(usage).toMatchObject({ isWarning: expect.any(Boolean), held: { usd: 0, tokens: 0 }, budget });
    expect(usage.byPipeline).toMatchObject([{ pipelineId: id, pipelineName: "Chat", calls: usage.total.calls }]);
    expect(usage.byModel).toMatchObject([{ model: "small", costUsd: usage.total.costUsd }]);
  },
  limit,
);

test(
  "a run's own budget and its pipeline's both hold, and an unknown price is refused and not taken for 0",
  async () => {
    await using peer = await openaiPeer(() => answer);
    await using opened = await open(peer);
    const { ada, server } = opened;
    const id = await made(opened, chat(opened.credential));
    const own = await run(opened, id, { budget: { tokens: 10 } });
    expect(own.error).toMatchObject({ code: "over_budget" });
    expect(own.error.message).toMatch(
      /^The budget that this run was started with is 10 tokens, of which 0 are used, and a call of small may take up to \d+: it was not made\. Start the run with a larger one/,
    );
    const put = (budget: object | null) =>
      server.rest("PUT", `/pipelines/${id}/budget`, { key: ada.key, body: { budget } });
    expect((await put({ usd: 0.000001 })).status).toBe(200);
    expect((await run(opened, id)).error.message).toMatch(/^The pipeline's budget per run is \$0\.000001, /);
    expect((await server.rest("GET", `/pipelines/${id}/budget`, { key: ada.key })).body).toEqual({
      budget: { usd: 0.000001 },
    });
    await put({ usd: 1 });
    const good = await run(opened, id, { budget: { seconds: 30, tokens: 5000 } });
    expect(good).toMatchObject({ status: "succeeded", costUsd });
    const { body } = await server.rest("GET", `/runs/${good.id}/usage`, { key: ada.key });
    expect(body).toMatchObject({ calls: 1, taken: { usd: costUsd, tokens: 150 }, byNode: [{ path: "chat" }] });
    expect(body.budgets.map(({ of, used }: { of: string; used: number }) => [of, used > 0])).toEqual([
      ["run", true],
      ["pipeline", true],
    ]);
    await ada.api.prices.remove({ model: "small" });
    expect((await run(opened, id)).error.message).toContain("the price of small is not known: the call was not made");
    await put(null);
    expect((await run(opened, id)).status).toBe("succeeded");
    const usage = await ada.api.usage.month({});
    expect(usage.total).toMatchObject({ calls: 2, tokensPriced: 150, costUsd });
    expect(usage.budget).toBe(null);
  },
  limit,
);

test(
  "a Fallback goes on to a model that its budget allows; an answer without a limit is refused",
  async () => {
    await using peer = await openaiPeer(() => answer);
    await using opened = await open(peer);
    const { ada, credential } = opened;
    await ada.api.prices.set({ model: "dear", input: 1000, cached: null, output: 4000 });
    const models = [modelOf(credential, "dear"), modelOf(credential)];
    const id = await made(opened, graphWith({ type: "fallback", config: { models, maxTokens: 50 } }));
    const done = await run(opened, id, { budget: { usd: 0.01 } });
    expect(done).toMatchObject({ status: "succeeded", costUsd });
    expect(peer.asks.map(({ model }) => model)).toEqual(["small"]);
    const open50 = await made(opened, chat(credential, { maxTokens: null }));
    const refused = await run(opened, open50, { budget: { tokens: 100_000 } });
    expect(refused.error.message).toContain(
      "as nothing limits its answer: the call was not made. Set “Max output tokens”",
    );
  },
  limit,
);

test("what failed without usage is given back, and a call that its budget's time ends is stopped", async () => {
  let reply: OpenaiReply = { status: 400, message: "no" };
  await using peer = await openaiPeer(() => reply);
  await using opened = await open(peer);
  const id = await made(opened, chat(opened.credential));
  expect((await run(opened, id, { budget: { tokens: 5000 } })).error.code).toBe("bad_input");
  const { total, held } = await opened.ada.api.usage.month({});
  expect({ total, held }).toMatchObject({ total: { calls: 0, costUsd: 0 }, held: { tokens: 0 } });
  reply = { words: Array.from({ length: 1000 }, () => "word "), delayMs: 100 };
  const slow = await run(opened, id, { budget: { seconds: 0.3 } });
  expect(slow.error).toMatchObject({ code: "over_budget" });
  expect(slow.error.message).toContain("so it was stopped");
}, 60_000);

test("a node's budget holds for all that it asks in a run, and says which node it is", async () => {
  await using peer = await openaiPeer(() => answer);
  await using opened = await open(peer);
  const whole = chat(opened.credential);
  const { chat: node } = whole.nodes;
  const id = await made(opened, {
    ...whole,
    nodes: { ...whole.nodes, chat: { ...node, title: "Ask", budget: { tokens: 10 } } },
  });
  const refused = await run(opened, id);
  expect(refused.error.code).toBe("over_budget");
  expect(refused.error.message).toMatch(/^The budget of the node “Ask” is 10 tokens.*Raise it in the node's settings/);
  const item = await made(opened, chat(opened.credential));
  const outer = {
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "json" }] } },
      each: {
        type: "map",
        version: 1,
        config: { pipeline: { id: item, name: "Chat" }, concurrency: 1 },
        budget: { tokens: 800 },
      },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "json" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "each", port: "items" } },
      { id: "b", from: { node: "each", port: "results" }, to: { node: "out", port: "answer" } },
    ],
  };
  const mapped = await run(opened, await made(opened, outer), {
    inputs: { q: ["1", "2", "3", "4", "5", "6", "7", "8"] },
  });
  expect(mapped.status).toBe("failed");
  expect(mapped.error.message).toContain("The budget of the node “Map” is 800 tokens");
  const taken = (await opened.ada.api.usage.ofRun({ id: mapped.id })).taken.tokens;
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThanOrEqual(800);
}, 60_000);

test("a resumed run takes over what was answered, and counts nothing for it", async () => {
  await using peer = await openaiPeer(() => answer);
  await using opened = await open(peer);
  const { ada, server, credential } = opened;
  const id = await made(opened, {
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      chat: { type: "chat-model", version: 1, config: { model: modelOf(credential), maxTokens: 50 } },
      fail: { type: "transform", version: 1, config: { expression: '$error("Not yet.")' } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "chat", port: "prompt" } },
      { id: "b", from: { node: "chat", port: "reply" }, to: { node: "fail", port: "value" } },
    ],
  });
  const failed = await run(opened, id);
  expect(failed.status).toBe("failed");
  const { id: again } = await ada.api.runs.resume({ id: failed.id });
  await expect.poll(async () => (await ada.api.runs.get({ id: again })).status).toBe("failed");
  expect(peer.asks).toHaveLength(1);
  expect((await ada.api.usage.month({})).total.calls).toBe(1);
  expect((await server.rest("GET", `/runs/${again}/usage`, { key: ada.key })).body).toMatchObject({ calls: 0 });
}, 60_000);

test(
  "what a killed worker had held is free when another takes its run over, and the run counts once",
  async () => {
    const first = Promise.withResolvers<void>();
    const stuck = Promise.withResolvers<void>();
    async function* never() {
      first.resolve();
      await stuck.promise;
      yield "Too late.";
    }
    await using peer = await openaiPeer((_, count) => (count === 1 ? { words: never() } : answer));
    await using opened = await open(peer, { works: false });
    const { server, ada } = opened;
    const id = await made(opened, chat(opened.credential));
    await ada.api.usage.setMonthBudget({ budget: { tokens: 1000 } });
    const child = startChild({
      name: "worker",
      entry: "workers/main.ts",
      env: { ...process.env, ...childEnv(server, peer) },
      logFile: `${server.env.PATCHBAY_HOME}/worker.log`,
    });
    await child.ready;
    const { id: runId } = await ada.api.runs.start({ pipelineId: id, inputs: { q: "Is it?" } });
    await first.promise;
    expect((await ada.api.usage.month({})).held.tokens).toBeGreaterThan(100);
    child.kill();
    await child.ended;
    await server.work();
    await expect.poll(async () => (await ada.api.runs.get({ id: runId })).status).toBe("succeeded");
    const usage = await ada.api.usage.month({});
    expect(usage).toMatchObject({ total: { calls: 1, tokensIn: 100, tokensOut: 50 }, held: { tokens: 0 } });
    expect(peer.asks).toHaveLength(2);
    stuck.resolve();
  },
  limit,
);

function childEnv({ env }: TestServer, peer: OpenaiPeer) {
  return {
    DATABASE_URL: env.DATABASE_URL,
    PATCHBAY_SECRET: env.PATCHBAY_SECRET,
    PATCHBAY_HOME: env.PATCHBAY_HOME,
    PATCHBAY_MODELS: "none",
    PATCHBAY_PRIVATE_HOSTS: peer.host,
    KAFKA_BROKERS: "",
    LOG_LEVEL: "warn",
  };
}
