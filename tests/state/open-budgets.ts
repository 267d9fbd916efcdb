/** A workspace whose model is a peer that says what it took. */
import { openTestServer, type Tenant, type TestServer } from "../api/test-server.ts";
import type { OpenaiPeer, OpenaiReply } from "../helpers/peers/openai-peer.ts";

export const answer: OpenaiReply = { words: ["Yes."], usage: { prompt_tokens: 100, completion_tokens: 50 } };
const price = { model: "small", input: 2, cached: null, output: 8 };
/** What a call of the peer's model costs, and takes. */
export const costUsd = (100 * 2 + 50 * 8) / 1e6;

export type Opened = Awaited<ReturnType<typeof open>>;

/** A workspace with a model of this peer. */
export async function open(peer: OpenaiPeer, { works = true } = {}) {
  const server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: peer.host });
  const ada = await server.tenant("ada");
  if (works) await server.work();
  const { id: credential } = await ada.api.credentials.create({
    ...{ name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk" },
  });
  await ada.api.prices.set(price);
  return { server, ada, credential, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

export const modelOf = (credential: string, model = "small") => ({ provider: "openai-compatible", model, credential });

export function graphWith(node: { type: string; config: object }) {
  return {
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      chat: { version: 1, ...node },
      out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "q" }, to: { node: "chat", port: "prompt" } },
      { id: "b", from: { node: "chat", port: "reply" }, to: { node: "out", port: "answer" } },
    ],
  };
}
export const chat = (credential: string, config = {}) =>
  graphWith({ type: "chat-model", config: { model: modelOf(credential), maxTokens: 50, ...config } });

export async function made({ ada }: Opened, graph: object): Promise<string> {
  return (await ada.api.pipelines.create({ name: "Chat", graph: graph as never })).id;
}

export async function run({ server, ada }: { server: TestServer; ada: Tenant }, pipelineId: string, more = {}) {
  const body = { inputs: { q: "Is it?" }, ...more };
  return (await server.rest("POST", `/pipelines/${pipelineId}/runs?wait=60`, { key: ada.key, body })).body;
}
