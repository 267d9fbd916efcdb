import { expect, test } from "vitest";
import type { ModelService } from "../../../lib/models/models.ts";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { listProviderModels } from "./provider-models.ts";
import { tryModel } from "./try-model.ts";

const canary = "sk-canary-0123456789";
const pair = "AKIACANARY0123456789:canary/0123456789";
const signal = AbortSignal.timeout(60_000);

/** Everything that a log or a run could show of what was thrown. */
function shown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return [thrown.message, Reflect.get(thrown, "userMessage"), thrown.stack, shown(thrown.cause)].join("\n");
}

async function refusal(provider: ModelService, secret: string, answer: (said: string) => [number, string]) {
  await using peer = await httpPeer(({ headers }, response) => {
    const [status, text] = answer(`${secret} ${headers.authorization ?? headers["x-api-key"]}`);
    response.writeHead(status).end(text);
  });
  const credential = { provider, baseUrl: peer.url, host: peer.host, secret };
  const attempts = [tryModel(credential, "m", signal), listProviderModels(credential, signal)];
  const ended = await Promise.allSettled(attempts);
  return ended.map((each) => (each.status === "rejected" ? each.reason : each.value));
}

test.each<[string, ModelService, string, (said: string) => [number, string]]>([
  ["a refusal", "openai-compatible", canary, (said) => [400, JSON.stringify({ error: { message: `Bad: ${said}` } })]],
  ["a refusal as plain text", "anthropic", canary, (said) => [429, `Slow down, ${said}`]],
  ["an error of status 200", "openai", canary, (said) => [200, JSON.stringify({ error: { message: said } })]],
  ["a web page", "mistral", canary, (said) => [200, `<p>${said}`]],
  ["a pair of keys", "bedrock", pair, (said) => [400, JSON.stringify({ message: `Bad: ${said}` })]],
])("%s that repeats the key loses it", async (_case, provider, secret, answer) => {
  for (const thrown of await refusal(provider, secret, answer)) {
    expect(thrown).toBeInstanceOf(Error);
    expect(shown(thrown)).not.toMatch(/canary.?0123456789/i);
  }
});

test("an error that breaks an answer off loses the key", async () => {
  const text = `data: {"choices":[{"delta":{"content":"The "}}]}\n\ndata: {"error":{"message":"${canary}"}}\n\n`;
  const { protocolModel } = await import("../protocols/protocol.ts");
  const { openaiCompatible } = await import("../protocols/openai-compatible.ts");
  const { readAnswer } = await import("../answer.ts");
  const { openLearnt } = await import("./learnt.ts");
  await using peer = await httpPeer((_request, response) => void response.end(text));
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: canary };
  const learnt = openLearnt().of({ credential: "", version: "", model: "m" });
  const deps = { credential, learnt, readPrice: async () => undefined, options: {} };
  const message = await protocolModel(openaiCompatible, "m", deps).invoke("x");
  let thrown: unknown;
  try {
    readAnswer(message, "fail");
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: "answer_broken" });
  expect(shown(thrown)).not.toContain(canary);
});

test.each(["a\nb", "a\u200bb", "a…"])("a key that no header takes is refused without being shown", async (end) => {
  for (const thrown of await refusal("openai-compatible", canary + end, () => [200, "{}"])) {
    expect(thrown).toMatchObject({ code: "provider_refused", userMessage: expect.stringContaining("Enter it again") });
    expect(shown(thrown)).not.toContain(canary);
  }
});
