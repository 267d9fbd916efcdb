import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { z } from "zod";
import { rerankTexts } from "./rerank-texts.ts";

/** As Cohere's reference writes the request. */
const Ask = z.strictObject({
  ...{ model: z.string().min(1), query: z.string().min(1), documents: z.array(z.string()).min(1).max(1000) },
  top_n: z.number().int().optional(),
  max_tokens_per_doc: z.number().int().optional(),
});

type Answer = { status: number; body: unknown; headers?: Record<string, string> };

async function coherePeer(answer: (ask: z.infer<typeof Ask>) => Answer) {
  const asked: { path: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ path: request.url, authorization: request.headers.authorization });
    const ask = Ask.parse(JSON.parse((await request.setEncoding("utf8").toArray()).join("")));
    const { status, body, headers } = answer(ask);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credential = { provider: "cohere", baseUrl, host: new URL(baseUrl).host, secret: "key-of-cohere" };
  const ask = (texts: string[]) =>
    rerankTexts({ credential, model: "rerank-v3.5", query: "q", texts, signal: AbortSignal.timeout(10_000) });
  return {
    ask,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test("texts get the scores that Cohere gives them, whatever order it answers in", async () => {
  await using peer = await coherePeer(({ documents }) => ({
    status: 200,
    body: {
      id: "07734bd2",
      results: documents
        .map((text, index) => ({ index, relevance_score: text.length / 10 }))
        .sort((a, b) => b.relevance_score - a.relevance_score),
      meta: { api_version: { version: "2", is_experimental: false }, billed_units: { search_units: 1 } },
    },
  }));
  expect(await peer.ask(["aaa", "a", "aaaaa"])).toEqual([0.3, 0.1, 0.5]);
  expect(peer.asked).toEqual([{ path: "/v2/rerank", authorization: "Bearer key-of-cohere" }]);
  expect(await peer.ask([])).toEqual([]);
});

test.each([
  [429, { message: "You are using a Trial key, limited to 10 calls / minute" }, "provider_busy"],
  [401, { message: "invalid api token key-of-cohere" }, "provider_refused"],
  [404, { message: "model 'rerank-v9' not found" }, "provider_refused"],
  [200, { results: [{ index: 9, relevance_score: 1 }] }, "answer_broken"],
  [200, { choices: [] }, "answer_broken"],
  [200, { results: [0.2, 0.9].map((relevance_score) => ({ index: 0, relevance_score })) }, "answer_broken"],
  [200, { error: { code: 503, message: "overloaded" } }, "provider_busy"],
])("a response %i %j is %s, and never has the key in it", async (status, body, code) => {
  await using peer = await coherePeer(() => ({ status, body }));
  const error = await peer.ask(["a"]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  expect(String(error) + JSON.stringify(error)).not.toContain("key-of-cohere");
});

test("scores that are no shares keep their order, and become shares", async () => {
  const logits = [-4, 9.5, 0, 3];
  const results = logits.map((relevance_score, index) => ({ index, relevance_score }));
  await using peer = await coherePeer(() => ({ status: 200, body: { results } }));
  const scores = await peer.ask(["a", "b", "c", "d"]);
  for (const score of scores) expect(score > 0 && score < 1).toBe(true);
  expect(scores[2]).toBe(0.5);
  expect([0, 1, 2, 3].sort((a, b) => scores[b]! - scores[a]!)).toEqual([1, 3, 2, 0]);
});

test("a server that is busy says when it may be asked again, and texts that it leaves out count nothing", async () => {
  await using busy = await coherePeer(() => ({
    status: 429,
    body: { message: "slow" },
    headers: { "retry-after": "7" },
  }));
  await expect(busy.ask(["a"])).rejects.toMatchObject({ code: "provider_busy", canRetry: true, retryAfterMs: 7000 });
  const results = [
    { index: 2, relevance_score: 0.4 },
    { index: 0, relevance_score: 0.4 },
  ];
  await using peer = await coherePeer(() => ({ status: 200, body: { results } }));
  expect(await peer.ask(["a", "b", "c"])).toEqual([0.4, 0, 0.4]);
});
