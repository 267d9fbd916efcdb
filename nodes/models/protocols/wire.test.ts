import { expect, test } from "vitest";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { chatMessages, postJson } from "./wire.ts";

const ask = async (baseUrl: string) => {
  const credential = { provider: "openai-compatible", baseUrl, host: new URL(baseUrl).host, secret: "k" };
  return await postJson({ url: `${baseUrl}/v1`, body: {} }, { credential, signal: undefined });
};

test("a connection that the server has closed meanwhile costs no call", async () => {
  await using peer = await httpPeer((_request, response) => {
    if (peer.requests.length === 2) response.socket?.destroy();
    else response.end("fine");
  });
  expect(await (await ask(peer.url)).text()).toBe("fine");
  expect(await (await ask(peer.url)).text()).toBe("fine");
  expect(peer.requests).toHaveLength(3);
});

test("a server that hangs up each time is asked twice, and then it is busy", async () => {
  await using peer = await httpPeer((_request, response) => void response.socket?.destroy());
  await expect(ask(peer.url)).rejects.toMatchObject({ code: "provider_busy", canRetry: true });
  expect(peer.requests).toHaveLength(2);
});

test("a turn that only calls tools has a content, which is null: an empty text is refused by some servers", () => {
  const calls = [{ id: "a", name: "look", args: {} }];
  const turns = ["", "I look."].map((text) => ({ role: "assistant" as const, text, calls, kept: undefined }));
  const sent = chatMessages(turns, { hasSystem: true, fileOf: () => ({}) });
  expect(sent.map(({ content }) => content)).toEqual([null, "I look."]);
});

test("system messages at the beginning are sent as one, as many templates take no other", () => {
  const turns = [
    { role: "system" as const, text: "Be brief." },
    { role: "system" as const, text: "Summary of the conversation so far: …" },
    { role: "user" as const, parts: [{ type: "text" as const, text: "Why?" }] },
    { role: "system" as const, text: "Answer in Latin." },
  ];
  expect(chatMessages(turns, { hasSystem: true, fileOf: () => ({}) })).toEqual([
    { role: "system", content: "Be brief.\n\nSummary of the conversation so far: …" },
    { role: "user", content: "Why?" },
    { role: "system", content: "Answer in Latin." },
  ]);
});
