import { expect, test } from "vitest";
import { heardAnswer } from "../../../tests/helpers/heard-answer.ts";
import type { Trait } from "../providers/learnt.ts";
import { ollama } from "./ollama.ts";
import type { Ask } from "./protocol.ts";

const specs = ["weather", "forecast"].map((name) => ({ name, description: "", parameters: {} }));
const credential = {
  provider: "ollama",
  baseUrl: "http://ollama.invalid:11434",
  host: "ollama.invalid:11434",
  secret: "",
};

function asked(given: Partial<Ask>, learnt: readonly Trait[] = []): Record<string, unknown> {
  const ask = { model: "m", turns: [], options: {}, tools: undefined, signal: undefined, ...given };
  return ollama.question({ ...ask, traits: new Set(learnt) }, credential).body;
}
const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const said = (message: object) => ({
  model: "m",
  message: { role: "assistant", content: "", ...message },
  done: false,
});
const ended = (done_reason: string) => ({ ...said({}), done: true, done_reason, prompt_eval_count: 7, eval_count: 3 });

test.each([
  ["auto", ["weather", "forecast"]],
  ["any", ["weather", "forecast"]],
  [{ name: "forecast" }, ["forecast"]],
  ["none", undefined],
] as const)("of the choice %j Ollama is offered %j", (choice, names) => {
  expect(asked({ tools: { specs, choice } }).tools).toEqual(
    names?.map((name) => ({ type: "function", function: { name, description: "", parameters: {} } })),
  );
});

test("a schema that a server cannot hold to is left out", () => {
  const options = { schema: { type: "object" } };
  expect(asked({ options }).format).toEqual({ type: "object" });
  expect(asked({ options }, ["response_format"])).not.toHaveProperty("format");
  const { isAsked, words } = ollama.signs.response_format ?? {};
  expect(isAsked?.({ format: {} })).toBe(true);
  for (const refusal of ["failed to parse grammar", "invalid JSON schema in format"])
    expect(refusal).toMatch(words ?? /^$/);
});

test.each([
  ["stop", "complete"],
  ["length", "cut"],
  ["load", "broken_off"],
  ["unload", "broken_off"],
])("Ollama's %s is %s", async (reason, outcome) => {
  expect(await heardAnswer(ollama.parts, lines(said({ content: "Hi." }), ended(reason)))).toMatchObject({
    ...{ text: "Hi.", outcome, usage: { tokensIn: 7, tokensOut: 3 } },
  });
});

test("two calls with the same arguments are two, told apart by their numbers", async () => {
  const call = (index: number) => ({ function: { index, name: "roll", arguments: { sides: 6 } } });
  const roll = { name: "roll", args: '{"sides":6}' };
  const together = lines(said({ tool_calls: [call(0), call(1)] }), ended("stop"));
  const apart = lines(said({ tool_calls: [call(0)] }), said({ tool_calls: [call(1)] }), ended("stop"));
  for (const body of [together, apart])
    expect((await heardAnswer(ollama.parts, body)).calls).toMatchObject([roll, roll]);
});

test("what a model thought goes back with its calls and their results, and with no answer", async () => {
  const call = { id: "call_1", function: { index: 0, name: "weather", arguments: { city: "Rome" } } };
  const body = lines(
    said({ thinking: "Let " }),
    said({ thinking: "me." }),
    said({ tool_calls: [call] }),
    ended("stop"),
  );
  const { kept = [], thoughts } = await heardAnswer(ollama.parts, body);
  expect(thoughts).toBe("Let me.");
  const calls = [{ id: "call_1", name: "weather", args: { city: "Rome" } }];
  const turn = { role: "assistant", text: "", kept: { protocol: ollama.name, blocks: kept } } as const;
  const { messages } = asked({
    turns: [
      { ...turn, calls },
      { role: "tool", id: "call_1", name: "weather", text: "Sunny.", failed: false },
      { ...turn, text: "Sunny.", calls: [] },
    ],
  });
  const tool_calls = [{ id: "call_1", function: { name: "weather", arguments: { city: "Rome" } } }];
  expect(messages).toEqual([
    { role: "assistant", content: "", thinking: "Let me.", tool_calls },
    { role: "tool", content: "Sunny.", tool_name: "weather", tool_call_id: "call_1" },
    { role: "assistant", content: "Sunny." },
  ]);
});
