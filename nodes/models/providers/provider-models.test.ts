import { expect, test } from "vitest";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { ollamaPeer } from "../../../tests/helpers/peers/ollama-peer.ts";
import { openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import { listProviderModels } from "./provider-models.ts";

const { signal } = new AbortController();

test("servers tell their models", async () => {
  await using openai = await openaiPeer(() => ({ words: [] }));
  expect(await listProviderModels({ ...openai.credential, provider: "openai-compatible" }, signal)).toEqual([
    { name: "small", context: null },
  ]);
  await using ollama = await ollamaPeer(() => ({ words: [] }));
  expect(
    (await listProviderModels({ ...ollama.credential, provider: "ollama" }, signal)).map(({ name }) => name),
  ).toEqual(["gemma3:270m", "llama3.2:1b"]);
});

test.each([
  ["refuses", 401, "{}", { code: "provider_refused" }],
  ["is busy", 503, "{}", { code: "provider_busy" }],
  ["is something else", 200, "<html>", { code: "bad_input", userMessage: /ends in \/v1/ }],
  ["answers other JSON", 200, "[]", { code: "bad_input" }],
  ["lists something else", 200, '{"data":[{"title":"x"}]}', { code: "bad_input" }],
  ["says in JSON that it is busy", 200, '{"error":{"code":503,"message":"overloaded"}}', { code: "provider_busy" }],
])("a server that %s", async (_case, status, body, error) => {
  await using peer = await httpPeer((_request, response) => void response.writeHead(status).end(body));
  const credential = { provider: "openai-compatible" as const, baseUrl: peer.url, host: peer.host, secret: "" };
  await expect(listProviderModels(credential, signal)).rejects.toMatchObject(error);
});

const named = (name: string, context: number | null = null) => ({ name, context });
test.each([
  ["Ollama without models", { object: "list", data: null }, []],
  ["vLLM", { object: "list", data: [{ id: "a", max_model_len: 8192, permission: [] }] }, [named("a", 8192)]],
  ["llama.cpp", { models: [], data: [{ id: "a", meta: { n_ctx_train: 32768, n_params: 1 } }] }, [named("a", 32_768)]],
  [
    "OpenRouter",
    { data: [{ id: "a", context_length: 131_072, pricing: {} }, { name: "no id" }] },
    [named("a", 131_072)],
  ],
  [
    "Together",
    [
      { id: "b", type: "chat", context_length: 8192 },
      { id: "c", type: "image" },
      { id: "a", type: "language", context_length: 0 },
    ],
    [named("a"), named("b", 8192)],
  ],
])("the list of %s is read", async (_case, body, models) => {
  await using peer = await httpPeer((_request, response) => void response.end(JSON.stringify(body)));
  const credential = { provider: "openai-compatible" as const, baseUrl: peer.url, host: peer.host, secret: "" };
  expect(await listProviderModels(credential, signal)).toEqual(models);
});
