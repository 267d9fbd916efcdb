import { expect, test } from "vitest";
import { testModels } from "../../../tests/helpers/models.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { httpPeer } from "../../../tests/helpers/peers/http-peer.ts";
import { chatModel } from "../../types/model/chat-model.ts";
import { structuredOutput } from "../../types/model/structured-output.ts";
import { foldAnswer } from "../protocols/chat/fold-answer.ts";

const choice = (delta: unknown, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});
const stop = choice({}, "stop");
const sse = (...events: unknown[]) => events.map((each) => `data: ${JSON.stringify(each)}\n\n`).join("");
const ended = "data: [DONE]\n\n";
const usage = (prompt_tokens: unknown) => ({ choices: [], usage: { prompt_tokens, completion_tokens: 3 } });

async function ask(body: string, type = chatModel, config: object = {}) {
  await using peer = await httpPeer((_request, response) => void response.writeHead(200).end(body));
  const credential = { provider: "openai-compatible", baseUrl: peer.url, host: peer.host, secret: "" };
  await using models = testModels({ credentials: { c: credential } });
  const model = { provider: "openai-compatible", model: "m", credential: "c" };
  const inputs = type === chatModel ? { prompt: "x" } : { text: "x" };
  const ran = await runNode(type, { config: { model, ...config }, inputs, services: { models } });
  const { reply, json, message } = ran.outputs;
  return { answer: reply ?? json, usage: ran.usage.at(-1), message, told: ran };
}

const hello = choice({ content: "Hello there." });
test.each([
  [
    "without a role or a space after the colon",
    `data:${JSON.stringify(hello)}\r\n\r\ndata:${JSON.stringify(stop)}\r\n\r\n`,
  ],
  [
    "as lists of parts",
    sse(
      choice({ content: [{ type: "thinking", thinking: [] }] }),
      choice({ content: [{ type: "text", text: "Hello " }] }),
      choice({ content: "there." }),
      stop,
    ),
  ],
  ["as plain JSON", JSON.stringify({ choices: [{ message: { content: "Hello there." } }] })],
  ["as JSON over many lines", JSON.stringify({ choices: [{ message: { content: "Hello there." } }] }, null, 2)],
  ["after thoughts", sse(choice({ content: "<thi" }), choice({ content: "nk>{maybe}</think>\n\nHello there." }), stop)],
  ["around thoughts", sse(choice({ content: "Hello <think>hm</think>there." }), stop)],
  ["with comments between", `: waiting\n\n${sse(hello, stop)}${ended}`],
])("an answer %s is read", async (_case, body) => {
  expect((await ask(body)).answer).toBe("Hello there.");
});

test.each([
  ["-1", -1, undefined],
  ["digits", "7", 7],
  ["a fraction", 7.5, undefined],
  ["more than a column holds", 4294967295, undefined],
  ["null", null, undefined],
])("a token count of %s does not get further than the door", async (_case, reported, tokensIn) => {
  const { usage: used } = await ask(sse(hello, stop, usage(reported)) + ended);
  expect(used).toEqual({
    ...(tokensIn === undefined ? {} : { tokensIn }),
    tokensOut: 3,
    model: "m",
    outcome: "complete",
  });
});

const half = choice({ content: "The three" });
type Failing = [title: string, body: string, code: string, userMessage: RegExp];
test.each<Failing>([
  ["ends without a reason", sse(half), "answer_broken", /broke off/],
  ["is cut", sse(half, choice({}, "length")), "answer_cut", /Max output tokens/],
  ...["max_output_tokens", "token_limit", "model_context_window_exceeded"].map(
    (reason): Failing => [`is cut with ${reason}`, sse(half, choice({}, reason)), "answer_cut", /Max output tokens/],
  ),
  ...["abort", "cancelled", "insufficient_system_resource", "network_error", "time_limit", "unload"].map(
    (reason): Failing => [`is broken off with ${reason}`, sse(half, choice({}, reason)), "answer_broken", /broke off/],
  ),
  ["is held back as sensitive", sse(half, choice({}, "sensitive")), "answer_filtered", /content filter/],
  ["is filtered", sse(half, choice({}, "content_filter")), "answer_filtered", /content filter/],
  ["is filtered empty", sse(choice({}, "content_filter")), "answer_filtered", /content filter/],
  ["is a refusal", sse(choice({ refusal: "I cannot help." }), stop), "answer_refused", /I cannot help/],
  ["has an error inside", sse(half, { error: { message: "CUDA", code: 500 } }) + ended, "answer_broken", /CUDA/],
  [
    "says the text is too long",
    sse({ error: { message: "no", code: "context_length_exceeded" } }),
    "bad_input",
    /too long/,
  ],
  [
    "says the key is wrong",
    sse({ error: { message: "no", code: "invalid_api_key" } }),
    "provider_refused",
    /Check the key/,
  ],
  [
    "is an error with status 200",
    JSON.stringify({ error: { message: "Insufficient balance", code: 402 } }),
    "provider_refused",
    /Insufficient balance/,
  ],
  ["is a sign-in page", "<html>Sign in</html>", "provider_refused", /base URL/],
  ["is nothing", "", "answer_broken", /broke off/],
])("an answer that %s fails by its name", async (_case, body, code, userMessage) => {
  await expect(ask(body)).rejects.toMatchObject({ code, userMessage });
});

test.each([
  ["cut", sse(half, choice({}, "length")), "The three"],
  ["broken_off", sse(half), "The three"],
  ["refused", sse(choice({ refusal: "I cannot help." }), stop), "I cannot help."],
])("a node that continues goes on with what is there, marked as %s", async (outcome, body, answer) => {
  expect(await ask(body, chatModel, { onIncomplete: "continue" })).toMatchObject({ answer, usage: { outcome } });
});

test("the first line keeps its indent", async () => {
  expect((await ask(sse(choice({ content: "\n    code\n  more\n\n" }), stop))).answer).toBe("    code\n  more");
});

test.each([
  ["a sentence with braces", 'Sure! {it} is:\n```json\n{"title":"T","topics":["a"]}\n```\nDone {ok}.'],
  ["thoughts with braces", '<think>{title, topics}</think>{"title":"T","topics":["a"]}'],
])("JSON behind %s is found", async (_case, content) => {
  const { answer } = await ask(sse(choice({ content }), stop), structuredOutput);
  expect(answer).toEqual({ title: "T", topics: ["a"] });
});

test.each([
  [
    "in a field of its own",
    sse(choice({ reasoning_content: "Let me " }), choice({ reasoning_content: "see." }), hello, stop),
  ],
  ["in tags", sse(choice({ content: "<think>Let me see.</think>\nHello there." }), stop)],
  [
    "in parts",
    sse(choice({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Let me see." }] }] }), hello, stop),
  ],
  [
    "of Ollama's kind",
    `${JSON.stringify({ message: { content: "Hello there.", thinking: "Let me see." }, done: true })}\n`,
  ],
])("reasoning %s stands apart from the answer", async (_case, body) => {
  const { answer, message, told } = await ask(body);
  expect(answer).toBe("Hello there.");
  expect(told.thoughts.join("").trim()).toBe("Let me see.");
  expect(told.tokens.join("").trim()).toBe("Hello there.");
  expect(message).toEqual({ role: "assistant", content: "Hello there.", reasoning: "Let me see." });
});

test.each([
  ["Okay, {maybe}.\n</think>\n\nHello there.", "Hello there.", "Okay, {maybe}."],
  ["The tag </think> ends thoughts.", "The tag </think> ends thoughts.", undefined],
  ["Write:\n```\n</think>\nx\n```", "Write:\n```\n</think>\nx\n```", undefined],
])("thoughts whose beginning stood in the prompt end before the answer: %j", async (content, answer, reasoning) => {
  const heard = await ask(sse(choice({ content }), stop));
  expect(heard.answer).toBe(answer);
  expect(heard.message).toEqual({ role: "assistant", content: answer, ...(reasoning ? { reasoning } : {}) });
});

test.each([
  ["[THINK]", "[/THINK]"],
  ["<thought>", "</thought>"],
  ["<seed:think>", "</seed:think>"],
  ["◁think▷", "◁/think▷"],
])("thoughts in %s stand apart where an answer begins, and nowhere else", async (open, close) => {
  const whole = `\n${open}Let me see.${close}\nHello there.`;
  const heard = await ask(sse(...Array.from(whole, (content) => choice({ content })), stop));
  expect(heard.message).toEqual({ role: "assistant", content: "Hello there.", reasoning: "Let me see." });
  expect(heard.told.tokens.join("").trim()).toBe("Hello there.");
  const later = `Use ${open}x${close} for it.`;
  expect((await ask(sse(...Array.from(later, (content) => choice({ content })), stop))).answer).toBe(later);
});

test("a character whose halves come in two pieces is told whole", async () => {
  const body = sse(choice({ content: "A \ud83d" }), choice({ content: "\ude00 and \ud83d" }), stop);
  const { answer, told } = await ask(body);
  expect(answer).toBe("A 😀 and \ud83d");
  expect(told.tokens.slice(0, 2)).toEqual(["A ", "😀 and "]);
});

test("a number of many digits arrives whole in an answer's JSON and in the arguments of a tool, text or object", async () => {
  const id = "7615917337495251231";
  expect((await ask(sse(choice({ content: `{"id":${id}}` }), stop), structuredOutput, { schema: ids })).answer).toEqual(
    {
      id: BigInt(id),
    },
  );
  const objects = `{"message":{"role":"assistant","tool_calls":[{"function":{"arguments":{"id":${id}}}}]},"done":true}\n`;
  const texts = sse(choice({ tool_calls: [{ index: 0, function: { arguments: `{"id":${id}}` } }] }), stop);
  for (const body of [objects, texts]) {
    const pieces: string[] = [];
    const stream = new Response(body).body;
    if (!stream) throw new Error("there is no body");
    await foldAnswer(stream, { signal: undefined, onPiece: (text) => pieces.push(text), isTool: true });
    expect(pieces.join("")).toBe(`{"id":${id}}`);
  }
});
const ids = { type: "object", properties: { id: { type: "integer" } }, required: ["id"] };
