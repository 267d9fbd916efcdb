import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Json } from "../../../lib/values/json.ts";

export type PeerRequest = { method: string; path: string; headers: IncomingMessage["headers"]; body: Json };
export type HttpPeer = { url: string; host: string; requests: PeerRequest[] } & AsyncDisposable;

/** A real HTTP server on loopback: `await using peer = await httpPeer(…)`. */
export async function httpPeer(
  answer: (request: PeerRequest, response: ServerResponse) => Promise<void> | void,
): Promise<HttpPeer> {
  const requests: PeerRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece);
    const text = Buffer.concat(pieces).toString();
    const { method = "", url: path = "", headers } = incoming;
    const request = { method, path, headers, body: bodyOf(text) };
    requests.push(request);
    await answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function bodyOf(text: string): Json {
  if (text === "") return null;
  return /^[[{"]/.test(text) ? JSON.parse(text) : text;
}
