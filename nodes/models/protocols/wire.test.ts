import { expect, test } from "vitest";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { postJson } from "./wire.ts";

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
