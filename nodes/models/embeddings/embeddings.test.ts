import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { z } from "zod";
import type { ModelService } from "../../../lib/models/models.ts";
import type { EmbedUse } from "../../define.ts";
import { embedTexts } from "./embed-texts.ts";

type Answer = { status: number; body: unknown; headers?: Record<string, string> };
type Asked = { path: string; body: unknown; authorization: string | undefined };
type Peer = AsyncDisposable & { baseUrl: string; asked: Asked[] };
/** The length of a text stands for its meaning. */
const vectorOf = (text: string) => [text.length, 1];

const OpenaiAsk = z.strictObject({
  ...{ model: z.string(), input: z.array(z.string().min(1)).min(1).max(96) },
  encoding_format: z.literal("float"),
});
const InputType = z.enum(["search_query", "search_document"]);
const TaskType = z.enum(["RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT"]);

/** Each service as its reference writes it: what it takes, strictly, and what it answers. */
const services: Partial<
  Record<ModelService, { path: string | RegExp; secret?: string; answer(body: unknown): unknown }>
> = {
  "openai-compatible": { path: "/embeddings", answer: openaiAnswer },
  openai: { path: "/v1/embeddings", answer: openaiAnswer },
  mistral: { path: "/v1/embeddings", answer: openaiAnswer },
  "azure-openai": { path: "/openai/v1/embeddings", answer: openaiAnswer },
  cohere: {
    path: "/v2/embed",
    answer(body) {
      const Ask = z.strictObject({
        ...{ model: z.string(), texts: z.array(z.string().min(1)).max(96), input_type: InputType },
        embedding_types: z.tuple([z.literal("float")]),
        truncate: z.literal("NONE"),
      });
      const { texts } = Ask.parse(body);
      const embeddings = { float: texts.map(vectorOf) };
      return {
        id: "e1",
        embeddings,
        texts,
        meta: { api_version: { version: "2" }, billed_units: { input_tokens: 3 } },
      };
    },
  },
  google: {
    path: "/v1beta/models/m:batchEmbedContents",
    answer(body) {
      const Content = z.strictObject({ parts: z.tuple([z.strictObject({ text: z.string().min(1) })]) });
      const One = z.strictObject({ model: z.literal("models/m"), content: Content, taskType: TaskType });
      const { requests } = z.strictObject({ requests: z.array(One).max(100) }).parse(body);
      return { embeddings: requests.map(({ content }) => ({ values: vectorOf(content.parts[0].text) })) };
    },
  },
  ollama: {
    path: "/api/embed",
    answer(body) {
      const { input } = z
        .strictObject({ model: z.string(), input: z.array(z.string()), truncate: z.literal(false) })
        .parse(body);
      return { model: "m", embeddings: input.map(vectorOf), total_duration: 1, load_duration: 1, prompt_eval_count: 2 };
    },
  },
  bedrock: {
    path: "/model/m/invoke",
    secret: "bedrock-api-key-test",
    answer(body) {
      const { inputText } = z.strictObject({ inputText: z.string().min(1) }).parse(body);
      return { embedding: vectorOf(inputText), inputTextTokenCount: 3 };
    },
  },
  vertex: {
    path: /\/publishers\/google\/models\/m:predict$/,
    answer(body) {
      const One = z.strictObject({ content: z.string().min(1), task_type: TaskType });
      const parameters = z.strictObject({ autoTruncate: z.literal(false) });
      const { instances } = z.strictObject({ instances: z.tuple([One]), parameters }).parse(body);
      return { predictions: instances.map(({ content }) => ({ embeddings: { values: vectorOf(content) } })) };
    },
  },
};

/** In another order than asked, which the reference does not forbid. */
function openaiAnswer(body: unknown) {
  const { input, model } = OpenaiAsk.parse(body);
  const data = input.map((text, index) => ({ object: "embedding", index, embedding: vectorOf(text) })).reverse();
  return { object: "list", data, model, usage: { prompt_tokens: 3, total_tokens: 3 } };
}

test.each(Object.entries(services))(
  "%s: texts in, vectors of unit length out, in their order",
  async (provider, service) => {
    await using peer = await openPeer(({ body }) => ({ status: 200, body: service.answer(body) }));
    const texts = ["a", "", ...Array.from({ length: 110 }, (_, index) => "x".repeat(index + 2))];
    const vectors = await embedTexts(ask(peer, provider, { texts, secret: service.secret ?? "k" }));
    expect(vectors).toHaveLength(texts.length);
    for (const [index, text] of texts.entries()) {
      const [x = 0, y = 0] = vectors[index]!;
      expect(Math.hypot(x, y)).toBeCloseTo(1);
      expect(x / y).toBeCloseTo(text.length || 1);
    }
    for (const { path } of peer.asked) expect(path).toMatch(service.path);
  },
);

test("a question and a document are told apart where a provider does", async () => {
  await using peer = await openPeer(({ body }) => ({ status: 200, body: services.cohere!.answer(body) }));
  await embedTexts(ask(peer, "cohere", { texts: ["a"], use: "question" }));
  await embedTexts(ask(peer, "cohere", { texts: ["a"] }));
  await embedTexts(ask(peer, "cohere", { texts: ["a"], use: "passage" }));
  expect(peer.asked.map(({ body }) => z.looseObject({ input_type: z.string() }).parse(body).input_type)).toEqual([
    "search_query",
    "search_document",
    "search_document",
  ]);
  expect(peer.asked[0]?.authorization).toBe("Bearer k");
});

test.each([
  [429, { message: "slow down" }, "provider_busy"],
  [401, { message: "invalid api token k" }, "provider_refused"],
  [200, { data: [] }, "answer_broken"],
  [200, { choices: [] }, "answer_broken"],
])("a response %i %j is %s", async (status, body, code) => {
  await using peer = await openPeer(() => ({ status, body, headers: { "retry-after": "7" } }));
  const error = await embedTexts(ask(peer, "openai", { texts: ["a"] })).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  if (status === 429) expect(error).toMatchObject({ retryAfterMs: 7000 });
});

test("a failure asks no further, and is told when all that was asked has been answered", async () => {
  const isAsked = Promise.withResolvers<void>();
  const isRefused = Promise.withResolvers<void>();
  let asked = 0;
  await using peer = await openPeer(async ({ body }) => {
    asked += 1;
    if (asked === 4) isAsked.resolve();
    const { inputText } = z.object({ inputText: z.string() }).parse(body);
    await isAsked.promise;
    if (inputText !== "0") return { status: 200, body: services.bedrock!.answer(body) };
    isRefused.resolve();
    return { status: 400, body: { message: "no" } };
  });
  const told: (number | undefined)[] = [];
  const texts = Array.from({ length: 12 }, (_, index) => String(index));
  const failing = embedTexts({
    ...ask(peer, "bedrock", { texts, secret: "bedrock-api-key-test" }),
    onAnswer: ({ tokens }) => told.push(tokens),
  });
  await expect(failing).rejects.toBeDefined();
  await isRefused.promise;
  const answered = asked - 1;
  expect(told).toEqual(Array.from({ length: answered }, () => 3));
  expect(asked).toBeLessThan(texts.length);
});

test("a service without embedding models says so", async () => {
  await using peer = await openPeer(() => ({ status: 404, body: {} }));
  await expect(embedTexts(ask(peer, "anthropic", { texts: ["a"] }))).rejects.toMatchObject({
    code: "bad_input",
    userMessage: expect.stringContaining("no embedding models"),
  });
  expect(peer.asked).toEqual([]);
});

type More = { texts: string[]; secret?: string; use?: EmbedUse };

function ask({ baseUrl }: Peer, provider: string, { texts, secret = "k", use = "documents" }: More) {
  const credential = { provider, baseUrl, host: new URL(baseUrl).host, secret };
  return { credential, model: "m", texts, use, signal: AbortSignal.timeout(10_000) };
}

async function openPeer(answer: (asked: Asked) => Answer | Promise<Answer>): Promise<Peer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const one = {
      path: request.url ?? "",
      authorization: request.headers.authorization,
      body: JSON.parse(await readText(request)),
    };
    asked.push(one);
    const { status, body, headers } = await answer(one);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    baseUrl: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readText(request: IncomingMessage): Promise<string> {
  return (await request.setEncoding("utf8").toArray()).join("");
}
