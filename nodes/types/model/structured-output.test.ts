import { describe, expect, test } from "vitest";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { ollamaPeer } from "../../../tests/helpers/peers/ollama-peer.ts";
import { openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import { structuredOutput } from "./structured-output.ts";

const openai = { provider: "openai-compatible", model: "small", credential: "c" } as const;
const schema = {
  type: "object",
  properties: { title: { type: "string" }, stars: { type: "integer", minimum: 1, maximum: 5 } },
  required: ["title", "stars"],
};
const good = { title: "Dracula", stars: 4 };
const text = "Dracula: four stars.";
const config = { model: openai, schema, instructions: "Read the review." };

describe("structured output", () => {
  test("holds an OpenAI-compatible server to the schema and gives back JSON", async () => {
    await using peer = await openaiPeer(() => ({ words: ['{"title":"Dra', 'cula","stars":4}'] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs, tokens, usage } = await runNode(structuredOutput, {
      config,
      inputs: { text },
      services: { models },
    });
    expect(outputs).toEqual({ json: good });
    expect(tokens.join("")).toBe(JSON.stringify(good));
    expect(usage).toHaveLength(1);
    expect(peer.asks[0]?.response_format).toMatchObject({ json_schema: { schema } });
    expect(peer.asks[0]?.messages[0]?.content).toContain("Read the review.");
  });

  test("a server without that format is asked by a tool call", async () => {
    await using peer = await openaiPeer((ask) =>
      ask.tools ? { tool: JSON.stringify(good) } : { status: 400, message: "response_format is not supported" },
    );
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs } = await runNode(structuredOutput, { config, inputs: { text }, services: { models } });
    expect(outputs).toEqual({ json: good });
    expect(peer.asks[1]?.tools).toMatchObject([{ function: { parameters: schema } }]);
  });

  test("gives the schema to Ollama as its format", async () => {
    await using peer = await ollamaPeer(() => ({ words: [JSON.stringify(good)] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const model = { provider: "ollama", model: "m", credential: "c" };
    const { outputs } = await runNode(structuredOutput, {
      config: { ...config, model },
      inputs: { text },
      services: { models },
    });
    expect(outputs).toEqual({ json: good });
    expect(peer.asks[0]?.format).toEqual(schema);
  });

  test("an answer that does not fit is sent back once, with what was wrong", async () => {
    await using peer = await openaiPeer((_ask, count) => ({
      words: [count === 1 ? '{"title":"Dracula","stars":9}' : JSON.stringify(good)],
    }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs, usage } = await runNode(structuredOutput, { config, inputs: { text }, services: { models } });
    expect(outputs).toEqual({ json: good });
    expect(peer.asks[1]?.messages.at(-1)?.content).toMatch(/stars: 9 is greater than 5/);
    expect(usage).toHaveLength(2);
  });

  test("what never fits fails with the reason, and is not asked a third time", async () => {
    await using peer = await openaiPeer(() => ({ words: ["Four stars, I would say."] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const run = runNode(structuredOutput, { config, inputs: { text }, services: { models } });
    await expect(run).rejects.toMatchObject({ code: "node_failed", userMessage: /not complete JSON.*larger model/ });
    expect(peer.asks).toHaveLength(2);
  });

  test("JSON inside a fence is understood", async () => {
    await using peer = await openaiPeer(() => ({ words: ["```json\n", JSON.stringify(good), "\n```"] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs } = await runNode(structuredOutput, { config, inputs: { text }, services: { models } });
    expect(outputs).toEqual({ json: good });
  });

  test("serialised LangChain objects and prototype keys in an answer stay plain data", async () => {
    const hostile =
      '{"title":"x","stars":1,"lc":1,"type":"secret","id":["OPENAI_API_KEY"],"__proto__":{"isAdmin":true}}';
    await using peer = await openaiPeer(() => ({ words: [hostile] }));
    await using models = testModels({ credentials: { c: peer.credential } });
    const { outputs } = await runNode(structuredOutput, { config, inputs: { text }, services: { models } });
    expect(outputs.json).toMatchObject({ lc: 1, type: "secret", id: ["OPENAI_API_KEY"] });
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  });

  test("a schema that is no object is refused before anything is asked", async () => {
    const run = runNode(structuredOutput, { config: { schema: { type: "string" } }, inputs: { text } });
    await expect(run).rejects.toMatchObject({ code: "bad_input", issues: [{ path: "schema" }] });
  });
});

test("the example of the docs", async () => {
  await using peer = await openaiPeer(() => ({ words: ['{"title":"Dracula","stars":4}'] }));
  await using models = testModels({ credentials: { c: peer.credential } });
  await runExample(structuredOutput, {
    services: { models: { ...models, chat: (_ref, how) => models.chat(openai, how) } },
  });
});
