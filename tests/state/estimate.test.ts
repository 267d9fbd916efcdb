/** What a run will probably take: from the last ones, and unknown where it is. */
import { expect, test } from "vitest";
import { openaiPeer } from "../helpers/peers/openai-peer.ts";
import { answer, chat, costUsd, made, open, run } from "./open-budgets.ts";

test("an estimate is what the last runs of the version took, times the rows, and unknown before and without a price", async () => {
  let usage = { prompt_tokens: 100, completion_tokens: 50 };
  await using peer = await openaiPeer(() => ({ ...answer, usage }));
  await using opened = await open(peer);
  const { ada, server, credential } = opened;
  const id = await made(opened, chat(credential));
  const estimate = async (query = "") =>
    (await server.rest("GET", `/pipelines/${id}/estimate${query}`, { key: ada.key })).body;
  expect(await estimate()).toMatchObject({
    ...{ rows: 1, runs: 0, tokens: null, usd: null },
    models: [{ node: "chat", model: "small", input: 2, output: 8, maxTokens: 50, answerUsd: 0.0004 }],
  });
  for (const tokens of [50, 150, 250]) {
    usage = { prompt_tokens: 100, completion_tokens: tokens };
    await run(opened, id);
  }
  const typical = (100 * 2 + 150 * 8) / 1e6;
  const known = await estimate();
  expect(known).toMatchObject({ runs: 3, tokens: { typical: 250 } });
  expect(known.usd.typical).toBeCloseTo(typical, 9);
  expect(known.usd.low).toBeGreaterThanOrEqual(costUsd);
  expect(known.usd.low).toBeLessThan(typical);
  expect(known.usd.high).toBeGreaterThan(typical);
  const rows = await estimate("?rows=1000&version=draft");
  expect(rows.usd.typical).toBeCloseTo(1000 * typical, 6);
  expect((await server.rest("GET", `/pipelines/${id}/estimate?version=7`, { key: ada.key })).status).toBe(404);

  await ada.api.prices.remove({ model: "small" });
  await run(opened, id);
  expect(await estimate()).toMatchObject({ runs: 4, tokens: { typical: expect.any(Number) }, usd: null });
  expect((await estimate()).models).toMatchObject([{ input: null, answerUsd: null }]);
  await ada.api.pipelines.publish({ id });
  expect(await estimate()).toMatchObject({ runs: 0, tokens: null, usd: null });
}, 60_000);
