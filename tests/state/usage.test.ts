/** What is counted of calls to which no budget applies, and of those that do not end well. */
import { expect, test } from "vitest";
import { createCaller } from "../../server/api/caller.ts";
import { countSpend } from "../../state/budget/sql/statements.ts";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";
import { answer, chat, costUsd, made, open, run } from "./open-budgets.ts";

test("without a budget nothing is held before a call, and with the first one the next call is held", async () => {
  const asked = Promise.withResolvers<void>();
  let goOn = Promise.withResolvers<void>();
  async function* slowly() {
    asked.resolve();
    await goOn.promise;
    yield "Yes.";
  }
  await using peer = await openaiPeer(() => ({ ...answer, words: slowly() }));
  await using opened = await open(peer);
  const { ada, server } = opened;
  const { pool } = server.app.db;
  const holds = async () => (await pool.query(`SELECT id FROM "SpendHold"`)).rows.length;
  const id = await made(opened, chat(opened.credential));
  const free = run(opened, id);
  await asked.promise;
  expect(await holds()).toBe(0);
  goOn.resolve();
  const { id: freeId } = await free;
  expect((await ada.api.usage.month({})).total).toMatchObject({ calls: 1, tokensIn: 100, tokensOut: 50, costUsd });
  expect(await ada.api.usage.ofRun({ id: freeId })).toMatchObject({
    calls: 1,
    byNode: [{ path: "chat", tokens: 150 }],
  });
  await ada.api.usage.setMonthBudget({ budget: { usd: 1 } });
  goOn = Promise.withResolvers<void>();
  const held = run(opened, id);
  await expect.poll(holds).toBe(1);
  goOn.resolve();
  await held;
  expect(await holds()).toBe(0);
  expect((await ada.api.usage.month({})).total).toMatchObject({ calls: 2, tokensEstimated: 0 });
  await ada.api.usage.setMonthBudget({ budget: { usd: 0 } });
  expect((await run(opened, id)).error.code).toBe("over_budget");
}, 60_000);

test("a batch of calls that is sent again counts once", async () => {
  await using peer = await openaiPeer(() => answer);
  await using opened = await open(peer, { works: false });
  const { ada, server } = opened;
  const call = { workspaceId: ada.workspaceId, runId: "gone", pipelineId: "p", path: "chat", model: "small" };
  const took = { tokensIn: 1, tokensOut: 2, costUsd: 3, tokensPriced: 3, tokensEstimated: 0, ms: 4 };
  const batch = { writer: "w", batch: 1, calls: JSON.stringify([{ ...call, ...took }]) };
  for (const each of [batch, batch, { ...batch, batch: 2 }, batch]) await server.app.db.pool.query(countSpend(each));
  expect((await ada.api.usage.month({})).total).toMatchObject({ calls: 2, tokensIn: 2, costUsd: 6 });
});

test("an answer that is stopped on its way counts as estimated and says so", async () => {
  const spoken = Promise.withResolvers<void>();
  const never = Promise.withResolvers<void>();
  async function* words() {
    yield "It is, as far as ";
    yield "I can tell. ";
    spoken.resolve();
    await never.promise;
  }
  await using peer = await openaiPeer(() => ({ words: words() }));
  await using opened = await open(peer);
  const { ada } = opened;
  const id = await made(opened, chat(opened.credential));
  const { id: runId } = await ada.api.runs.start({ pipelineId: id, inputs: { q: "Is it?" } });
  await spoken.promise;
  await expect.poll(async () => (await ada.api.runs.get({ id: runId })).status).toBe("running");
  await ada.api.runs.cancel({ id: runId });
  await expect.poll(async () => (await ada.api.usage.month({})).total.calls).toBe(1);
  never.resolve();
  const { total } = await ada.api.usage.month({});
  expect(total.tokensOut).toBeGreaterThan(0);
  expect(total.tokensEstimated).toBe(total.tokensIn + total.tokensOut);
  expect(total.costUsd).toBeGreaterThan(0);
}, 60_000);

test("a run of a share link that a budget stops tells its visitor no amounts", async () => {
  await using peer = await openaiPeer(() => answer);
  await using opened = await open(peer);
  const { ada, server } = opened;
  const id = await made(opened, chat(opened.credential));
  await ada.api.pipelines.publish({ id });
  await ada.api.usage.setMonthBudget({ budget: { usd: 0.0001 } });
  const { url } = await ada.api.share.create({ pipelineId: id, versionNumber: 1, canRun: true });
  const token = new URL(url, "http://localhost").pathname.split("/").at(-1) ?? "";
  const visitor = createCaller({ app: server.app, actor: { kind: "anonymous" }, ip: "test" });
  const { runId } = await visitor.share.run({ token, inputs: { q: "Is it?" } });
  await expect.poll(async () => (await visitor.share.getRun({ token, runId })).status).toBe("failed");
  const seen = await visitor.share.getRun({ token, runId });
  expect(seen.error).toMatchObject({ code: "over_budget" });
  expect(JSON.stringify([seen.error, seen.steps])).not.toMatch(/\$\d|Settings/);
}, 60_000);
