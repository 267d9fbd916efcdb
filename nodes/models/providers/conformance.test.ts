/** Every provider keeps the same promises: one suite over servers on loopback that speak each provider's own protocol. */
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { describe, expect, test } from "vitest";
import { ModelService } from "../../../lib/models/models.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { type Provider, providers } from "../../../tests/helpers/peers/models/providers.ts";
import type { Say } from "../../../tests/helpers/peers/models/script.ts";
import { chatModel } from "../../types/model/chat-model.ts";
import { structuredOutput } from "../../types/model/structured-output.ts";
import { usageOf } from "../answer.ts";
import { listProviderModels } from "./provider-models.ts";

const signal = () => new AbortController().signal;
const weather = (name: string) => ({
  type: "function" as const,
  function: {
    name,
    description: "Tells the weather.",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
});

async function open(provider: Provider, say: Say, options = {}) {
  const peer = await provider.open(say);
  const { credential } = peer;
  const ref = { provider: ModelService.parse(credential.provider), model: "test-model", credential: "c" };
  const models = testModels({ credentials: { c: credential } });
  const chat = await models.chat(ref, options);
  return {
    ...{ peer, ref, models, chat },
    async [Symbol.asyncDispose]() {
      await models.close();
      await peer[Symbol.asyncDispose]();
    },
  };
}

const ask = async (provider: Provider, say: Say, config = {}) => {
  await using opened = await open(provider, say);
  const inputs = { prompt: "How are you?" };
  return await runNode(chatModel, {
    config: { model: opened.ref, ...config },
    inputs,
    services: { models: opened.models },
  });
};

describe.each(Object.entries(providers))("%s", (_name, provider) => {
  test("a conversation goes out whole and its answer streams in, with what it took", async () => {
    const usage = { input: 1000, cached: 800, output: 50, reasoning: 20 };
    await using opened = await open(provider, () => ({ text: ["Fine, ", "thank you."], usage }), {
      ...{ temperature: 0.5, maxTokens: 256 },
    });
    const messages = [
      new SystemMessage("Be brief."),
      new HumanMessage("Hello"),
      new AIMessage("Hello. What is it?"),
      new HumanMessage("How are you?"),
    ];
    const pieces: string[] = [];
    let last: BaseMessage | undefined;
    for await (const chunk of await opened.chat.stream(messages)) {
      if (chunk.text !== "") pieces.push(chunk.text);
      last = chunk;
    }
    expect(pieces).toEqual(["Fine, ", "thank you."]);
    const known = Object.entries({ tokensCached: 800, tokensReasoning: 20 }).filter(
      ([name]) => !provider.withoutCounts?.some((each) => each === name),
    );
    expect(last && usageOf(last)).toMatchObject({
      ...{ tokensIn: 1000, tokensOut: 50, outcome: "complete" },
      ...Object.fromEntries(known),
    });
    expect(opened.peer.heard).toMatchObject([
      {
        ...{ model: "test-model", system: "Be brief.", maxTokens: 256, temperature: 0.5 },
        turns: [
          { role: "user", text: "Hello" },
          { role: "assistant", text: "Hello. What is it?" },
          { role: "user", text: "How are you?" },
        ],
      },
    ]);
  });

  test("JSON is held to the schema", async () => {
    await using opened = await open(provider, () => ({ text: ['{"title":"T",', '"topics":["a"]}'] }));
    const { outputs } = await runNode(structuredOutput, {
      ...{ config: { model: opened.ref }, inputs: { text: "About a." }, services: { models: opened.models } },
    });
    expect(outputs.json).toEqual({ title: "T", topics: ["a"] });
    expect(opened.peer.heard[0]?.schema).toMatchObject({ properties: { title: {}, topics: {} } });
  });

  test("calls of tools come in pieces and side by side, and their results go back", async () => {
    const calls = [
      { name: "weather", args: ['{"ci', 'ty":"Paris"}'] },
      { name: "weather", args: ['{"city":', '"Rome"}'] },
    ];
    await using opened = await open(provider, (_heard, count) =>
      count === 1 ? { thoughts: ["Two cities."], calls } : { text: ["Sunny in both."] },
    );
    const bound = opened.chat.bindTools?.([weather("weather"), weather("forecast")], { tool_choice: "any" });
    if (!bound) throw new Error("it takes no tools");
    const prompt = new HumanMessage("Weather in Paris and Rome?");
    const asked = await bound.invoke([prompt]);
    expect(asked.tool_calls?.map(({ name, args }) => ({ name, args }))).toEqual([
      { name: "weather", args: { city: "Paris" } },
      { name: "weather", args: { city: "Rome" } },
    ]);
    const ids = (asked.tool_calls ?? []).map(({ id }) => id ?? "");
    expect(new Set(ids).size, "told apart").toBe(2);
    const results = ids.map((tool_call_id) => new ToolMessage({ content: "Sunny.", tool_call_id }));
    expect((await bound.invoke([prompt, asked, ...results])).text).toBe("Sunny in both.");
    const [first, second] = opened.peer.heard;
    expect(first).toMatchObject({ tools: ["weather", "forecast"] });
    if (!provider.cannotDemandTools) expect(first?.choice).toMatch(/any|required/i);
    expect(second?.turns.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "tool"]);
    const [, assistant, ...told] = second?.turns ?? [];
    expect(assistant?.calls?.map(({ args }) => args)).toEqual([{ city: "Paris" }, { city: "Rome" }]);
    expect(told.map(({ id, text }) => ({ id, text }))).toEqual(
      (assistant?.calls ?? []).map(({ id }) => ({ id, text: expect.stringContaining("Sunny.") })),
    );
    if (provider.keepsThoughts) expect(assistant?.thoughts).toBe("Two cities.");
    if (provider.keepsPlans) expect(assistant?.plan).toBe("I will look.");
  });

  test("images and files go in where the provider takes them", async () => {
    await using opened = await open(provider, () => ({ text: ["A dot."] }));
    const dot = Buffer.from("a dot").toString("base64");
    const blocks = ["image/png", ...provider.files].map((mimeType) => ({
      ...{ type: mimeType.startsWith("image/") ? "image" : "file", mimeType, data: dot, metadata: { name: "dot" } },
    }));
    const message = new HumanMessage({ content: [{ type: "text", text: "What is this?" }, ...blocks] });
    expect((await opened.chat.invoke([message])).text).toBe("A dot.");
    const [turn] = opened.peer.heard[0]?.turns ?? [];
    expect(turn).toMatchObject({ text: "What is this?" });
    expect(turn?.files?.map((file) => file.split(/[ ;]/)[0])).toEqual(["image/png", ...provider.files]);
    const other = { type: "file", mimeType: "application/zip", data: dot, metadata: { name: "a.zip" } };
    await expect(opened.chat.invoke([new HumanMessage({ content: [other] })])).rejects.toMatchObject({
      ...{ code: "bad_input", userMessage: expect.stringContaining("application/zip") },
    });
  });

  test("a file of the chat goes in the provider's form, or as its text", async () => {
    await using opened = await open(provider, () => ({ text: ["It is 7."] }));
    const contents: Record<string, string> = {
      note: "The code is 7.",
      odd: "Not 8.",
      dot: "a dot",
      zip: "PK\0\x01\0\x02",
    };
    const file = (id: string, name: string, mime: string) => ({ id, name, mime, bytes: 1 });
    const files = [
      file("dot", "dot.png", "image/png"),
      file("note", "note.txt", "text/plain"),
      file("odd", "odd.txt", "application/x-odd"),
    ];
    const read = async (id: string) => ({ file: file(id, id, ""), data: Buffer.from(contents[id] ?? "") });
    const services = { models: opened.models, files: { read, save: () => Promise.reject(new Error("not here")) } };
    const inputs = { prompt: "What is the code?", files };
    expect((await runNode(chatModel, { config: { model: opened.ref }, inputs, services })).outputs.reply).toBe(
      "It is 7.",
    );
    const [turn] = opened.peer.heard[0]?.turns ?? [];
    const isTaken = provider.files.includes("text/plain");
    const taken = (turn?.files ?? []).map((each) => each.split(/[ ;]/)[0]);
    expect(taken).toEqual(["image/png", ...(isTaken ? ["text/plain"] : [])]);
    const words = isTaken ? "" : "File “note.txt”:\nThe code is 7.\n\n";
    expect(turn?.text).toBe(`${words}File “odd.txt”:\nNot 8.\n\nWhat is the code?`);
    const zip = { ...inputs, files: [file("zip", "a.zip", "audio/wav")] };
    const refused = runNode(chatModel, { config: { model: opened.ref }, inputs: zip, services });
    if (provider.files.includes("audio/wav")) await refused;
    else
      await expect(refused).rejects.toMatchObject({
        ...{ code: "bad_input", userMessage: expect.stringMatching(/audio\/wav.*“a\.zip” cannot be read/) },
      });
  });

  test("reasoning stands apart from the answer", async () => {
    const { outputs } = await ask(provider, () => ({ thoughts: ["Let me ", "see."], text: ["Fine."] }));
    const reasoning = provider.hidesThoughts ? {} : { reasoning: "Let me see." };
    expect(outputs).toEqual({ reply: "Fine.", message: { role: "assistant", content: "Fine.", ...reasoning } });
  });

  test.each(provider.ends)("an answer that is %s is so by its outcome", async (end) => {
    const ran = await ask(provider, () => ({ text: ["Well, "], end }), { onIncomplete: "continue" });
    expect(ran.usage.at(-1)?.outcome).toBe(end);
    await expect(ask(provider, () => ({ text: ["Well, "], end }))).rejects.toMatchObject({ code: `answer_${end}` });
  });

  test("an answer whose connection breaks is broken off, not complete", async () => {
    const ran = await ask(provider, () => ({ text: ["Well, "], after: "break" }), { onIncomplete: "continue" });
    expect(ran.outputs.reply).toBe("Well,");
    expect(ran.usage.at(-1)?.outcome).toBe("broken_off");
  });

  test("an error in the middle of a stream breaks the answer off and says why; before the first word it is its own", async () => {
    await expect(ask(provider, () => ({ text: ["Well, "], after: "error" }))).rejects.toMatchObject({
      ...{ code: "answer_broken", canRetry: true, userMessage: expect.stringMatching(/busy|overloaded/i) },
    });
    await expect(ask(provider, () => ({ after: "error" }))).rejects.toMatchObject({
      ...{ code: provider.errorWithin ?? "provider_busy", canRetry: true },
    });
  });

  test.each(["rate-limited", "overloaded"] as const)(
    "a server that is %s may be asked again, when it says",
    async (failure) => {
      const fails = (headers: Record<string, string>) => ask(provider, () => ({ failure, headers }));
      await expect(fails({})).rejects.toMatchObject({ code: "provider_busy", canRetry: true });
      await expect(fails({ "retry-after": "7" })).rejects.toMatchObject({ retryAfterMs: 7000 });
      const date = new Date(Date.now() + 3_600_000).toUTCString();
      const error = await fails({ "retry-after": date }).catch((thrown: unknown) => thrown);
      expect(Reflect.get(Object(error), "retryAfterMs")).toBeGreaterThan(3_000_000);
    },
  );

  if (provider.filtersPrompts)
    test("a prompt that the filter refuses has an outcome of its own", async () => {
      await expect(ask(provider, () => ({ failure: "filtered" }))).rejects.toMatchObject({
        ...{ code: "answer_filtered", canRetry: false },
      });
    });

  test("a prompt that is too long is the asker's to change", async () => {
    await expect(ask(provider, () => ({ failure: "too-long" }))).rejects.toMatchObject({
      ...{ code: "bad_input", canRetry: false, userMessage: expect.stringContaining("Send less text") },
    });
  });

  if (!provider.takesAll)
    test("what a model does not take is left out from then on", async () => {
      await using opened = await open(
        provider,
        ({ temperature }) =>
          temperature === undefined ? { text: ["Fine."] } : { failure: "not-taken", field: "temperature" },
        { temperature: 1 },
      );
      expect((await opened.chat.invoke("How are you?")).text).toBe("Fine.");
      expect((await opened.chat.invoke("And now?")).text).toBe("Fine.");
      expect(opened.peer.heard).toHaveLength(3);
    });

  test("an abort ends the call and hangs up", async () => {
    await using opened = await open(provider, () => ({ text: ["Well, "], after: "hang" }));
    const abort = new AbortController();
    const stream = await opened.chat.stream("How are you?", { signal: abort.signal });
    const read = async () => {
      for await (const { text } of stream) if (text !== "") abort.abort(new Error("stopped"));
    };
    await expect(read()).rejects.toThrow();
    await opened.peer.hungUp;
  });

  test("a wrong key is refused by name, and the right one lists the models", async () => {
    await using peer = await provider.open(() => ({ text: ["Fine."] }));
    const { credential } = peer;
    const service = ModelService.parse(credential.provider);
    const wrong = { ...credential, provider: service, secret: credential.secret.replaceAll("right", "wrong") };
    await expect(listProviderModels(wrong, signal())).rejects.toMatchObject({ code: "provider_refused" });
    await using models = testModels({ credentials: { c: wrong } });
    const chat = await models.chat({ provider: service, model: "test-model", credential: "c" }, {});
    await expect(chat.invoke("How are you?")).rejects.toMatchObject({
      ...{ code: "provider_refused", canRetry: false, userMessage: expect.stringContaining("Check the key") },
    });
    expect(await listProviderModels({ ...credential, provider: service }, signal())).toEqual([provider.listed]);
  });
});
