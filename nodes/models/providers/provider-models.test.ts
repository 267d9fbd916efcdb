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
])("a server that %s", async (_case, status, body, error) => {
  await using peer = await httpPeer((_request, response) => void response.writeHead(status).end(body));
  const credential = { provider: "openai-compatible" as const, baseUrl: peer.url, host: peer.host, secret: "" };
  await expect(listProviderModels(credential, signal)).rejects.toMatchObject(error);
});
