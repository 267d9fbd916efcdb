import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { expect, test } from "vitest";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { openChatModel } from "./chat-models.ts";
import { openLearnt } from "./learnt.ts";

/** A store as Postgres is one. */
function memoryStore() {
  const rows = new Map<string, readonly string[]>();
  let reads = 0;
  return {
    rows,
    reads: () => reads,
    read: async (credential: string, model: string) => {
      reads += 1;
      return rows.get(`${credential} ${model}`) ?? [];
    },
    write: async (credential: string, model: string, traits: readonly string[]) =>
      void rows.set(`${credential} ${model}`, traits),
  };
}

/** Refuses max_tokens, and thinks for 1,000 tokens before it answers. */
async function reasoner() {
  return await httpPeer(({ body }, response) => {
    const asked: { [key: string]: unknown } = { ...Object(body) };
    if (asked.max_tokens !== undefined) {
      const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
      return void response.writeHead(400).end(JSON.stringify({ error: { message } }));
    }
    const limit = Number(asked.max_completion_tokens ?? Infinity);
    const content = limit > 1000 ? "42" : "";
    const usage = {
      ...{ prompt_tokens: 10, completion_tokens: Math.min(limit, 1002) },
      completion_tokens_details: { reasoning_tokens: Math.min(limit, 1000) },
    };
    const choices = [{ message: { content }, finish_reason: content === "" ? "length" : "stop" }];
    response.writeHead(200).end(JSON.stringify({ choices, usage }));
  });
}

const fieldsAsked = (body: unknown) => Object.keys(Object(body)).filter((name) => /max|temperature/.test(name));
const readPrice = async () => undefined;

test("what a model does not take, and that it reasons, is asked once and known after a restart", async () => {
  await using peer = await reasoner();
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "s" };
  const store = memoryStore();
  const askIn = async (learnt: ReturnType<typeof openLearnt>, version = "1") => {
    const before = peer.requests.length;
    const model = learnt.of({ credential: "c", version, model: "m" });
    const chat = await openChatModel("openai-compatible", "m", {
      credential,
      learnt: model,
      readPrice,
      options: { maxTokens: 100 },
    });
    expect((await chat.invoke("What is it?")).text).toBe("42");
    return peer.requests.slice(before).map(({ body }) => Object(body).max_completion_tokens ?? fieldsAsked(body));
  };
  const first = openLearnt(store);
  expect(await askIn(first), "a refusal, an answer that is all thoughts, and one with room").toEqual([
    ["max_tokens"],
    100,
    16_484,
  ]);
  expect(await askIn(first)).toEqual([16_484]);
  expect(store.rows.get("c m")).toEqual(["max_tokens", "reasons"]);
  expect(await askIn(openLearnt(store)), "after a restart").toEqual([16_484]);
  expect(store.reads(), "once a process").toBe(2);
  store.rows.clear();
  expect(await askIn(first, "another key"), "of which nothing is known").toHaveLength(3);
});

test("an empty setting is not sent, and a store that fails costs nothing but a question", async () => {
  await using peer = await reasoner();
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "s" };
  const fails = () => Promise.reject(new Error("no database"));
  const learnt = openLearnt({ read: fails, write: fails }).of({ credential: "c", version: "1", model: "m" });
  const chat = await openChatModel("openai-compatible", "m", { credential, learnt, readPrice, options: {} });
  expect((await chat.invoke("What is it?")).text).toBe("42");
  expect(peer.requests.map(({ body }) => fieldsAsked(body))).toEqual([[]]);
});

test("a limit that is too high is told, and not left out without a word from then on", async () => {
  await using peer = await httpPeer(({ body }, response) => {
    const { max_tokens, max_completion_tokens } = Object(body);
    const message = `'max_tokens' or 'max_completion_tokens' is too large: ${max_tokens}. This model's maximum context length is 8192 tokens.`;
    if ((max_tokens ?? max_completion_tokens ?? 0) > 8192)
      return void response.writeHead(400).end(JSON.stringify({ error: { message, code: 400 } }));
    response.writeHead(200).end(JSON.stringify({ choices: [{ message: { content: "42" }, finish_reason: "stop" }] }));
  });
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "s" };
  const learnt = openLearnt().of({ credential: "c", version: "1", model: "m" });
  const asked = async (maxTokens: number) =>
    await openChatModel("openai-compatible", "m", { credential, learnt, readPrice, options: { maxTokens } });
  await expect((await asked(9000)).invoke("What is it?")).rejects.toMatchObject({
    ...{ code: "bad_input", userMessage: expect.stringContaining("“Max output tokens” is more than this model gives") },
  });
  expect((await (await asked(100)).invoke("What is it?")).text).toBe("42");
  expect(peer.requests.map(({ body }) => Object(body).max_tokens)).toEqual([9000, 100]);
});

test.each([
  [400, "Unknown part type: file"],
  [400, "Invalid 'content': 'content' objects must have a 'type' field that is either 'text' or 'image_url'."],
  [422, "messages[0]: unknown variant `file`, expected `text` or `image_url`"],
  [500, "unsupported content[].type"],
])("a server that takes no files (%i) is sent their text, and from then on at once", async (status, message) => {
  await using peer = await httpPeer(({ body }, response) => {
    const [{ content }] = Object(body).messages;
    if (Array.isArray(content)) return void response.writeHead(status).end(JSON.stringify({ error: { message } }));
    response.end(JSON.stringify({ choices: [{ message: { content }, finish_reason: "stop" }] }));
  });
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "s" };
  const learnt = openLearnt().of({ credential: "c", version: "1", model: "m" });
  const chat = await openChatModel("openai-compatible", "m", { credential, learnt, readPrice, options: {} });
  const metadata = { name: "a.pdf", readText: async () => "The code is 7." };
  const file = { type: "file", mimeType: "application/pdf", data: "YQ==", metadata };
  const question = new HumanMessage({ content: [file, { type: "text", text: "What is it?" }] });
  for (const requests of [2, 3]) {
    expect((await chat.invoke([question])).text).toBe("File “a.pdf”:\nThe code is 7.\n\nWhat is it?");
    expect(peer.requests).toHaveLength(requests);
  }
});

test.each([
  [400, "Conversation roles must alternate user/assistant/user/assistant/..."],
  [500, "Jinja Exception: Conversation roles must alternate user/assistant/user/assistant/..."],
])(
  "a model whose template has no place for a system message (%i) reads it before the first question",
  async (status, message) => {
    await using peer = await httpPeer(({ body }, response) => {
      const { messages } = Object(body);
      if (messages[0].role === "system")
        return void response.writeHead(status).end(JSON.stringify({ error: { message } }));
      response.end(JSON.stringify({ choices: [{ message: { content: messages[0].content }, finish_reason: "stop" }] }));
    });
    const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "s" };
    const learnt = openLearnt().of({ credential: "c", version: "1", model: "m" });
    const chat = await openChatModel("openai-compatible", "m", { credential, learnt, readPrice, options: {} });
    const answer = await chat.invoke([new SystemMessage("Be brief."), new HumanMessage("What is it?")]);
    expect(answer.text).toBe("Be brief.\n\nWhat is it?");
  },
);

test("a model whose template wants the user and the model to take turns reads two messages of one as one", async () => {
  await using peer = await httpPeer(({ body }, response) => {
    const { messages } = Object(body);
    const roles: string[] = messages
      .map(({ role }: { role: string }) => role)
      .filter((role: string) => role !== "system");
    if (roles.some((role, at) => role !== (at % 2 === 0 ? "user" : "assistant"))) {
      const message = "Conversation roles must alternate user/assistant/user/assistant/...";
      return void response.writeHead(400).end(JSON.stringify({ error: { message } }));
    }
    const content = messages.map(({ content }: { content: string }) => content).join(" | ");
    response.end(JSON.stringify({ choices: [{ message: { content }, finish_reason: "stop" }] }));
  });
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "s" };
  const learnt = openLearnt().of({ credential: "c", version: "1", model: "m" });
  const chat = await openChatModel("openai-compatible", "m", { credential, learnt, readPrice, options: {} });
  const two = [new HumanMessage("One."), new HumanMessage("Two.")];
  const answer = await chat.invoke([
    new SystemMessage("Be brief."),
    ...two,
    new AIMessage("a"),
    new AIMessage("b"),
    ...two,
  ]);
  expect(answer.text, "with its system message where it was").toBe("Be brief. | One.\n\nTwo. | a\n\nb | One.\n\nTwo.");
  await chat.invoke(two);
  expect(peer.requests, "it is known from then on").toHaveLength(3);
});
