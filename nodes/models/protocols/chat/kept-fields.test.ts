import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../../tests/helpers/heard-answer.ts";
import { openaiCompatible } from "../openai-compatible.ts";
import type { Turn } from "../turns.ts";

const choice = (delta: unknown, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});
const call = (index: number, more = {}) => ({
  ...{ index, id: `c${index}`, type: "function", function: { name: "weather", arguments: "{}" } },
  ...more,
});
const signed = { extra_content: { google: { thought_signature: "s1" } } };

test.each<[string, unknown[], object, object]>([
  [
    "DeepSeek",
    [{ reasoning_content: "Let me " }, { reasoning_content: "see." }],
    { reasoning_content: "Let me see." },
    {},
  ],
  ["Cerebras", [{ reasoning: "Hm." }], { reasoning: "Hm." }, {}],
  [
    "OpenRouter",
    [
      { reasoning: "Let me ", reasoning_details: [{ type: "reasoning.text", index: 0, text: "Let me " }] },
      { reasoning: "see.", reasoning_details: [{ type: "reasoning.text", index: 0, text: "see.", signature: null }] },
      { reasoning_details: [{ type: "reasoning.text", index: 0, signature: "s" }] },
      { reasoning_details: [{ type: "reasoning.encrypted", index: 1, data: "x" }] },
    ],
    {
      reasoning_details: [
        { type: "reasoning.text", index: 0, text: "Let me see.", signature: "s" },
        { type: "reasoning.encrypted", index: 1, data: "x" },
      ],
    },
    {},
  ],
  ["Google's compatible endpoint", [], {}, signed],
])(
  "what %s wants back goes with the calls, as it came, and with no other answer",
  async (_case, thoughts, beside, mark) => {
    const heard = await heardAnswer(
      openaiCompatible.parts,
      sse(
        ...thoughts.map((each) => choice(each)),
        choice({ tool_calls: [call(0, mark), call(1)] }),
        choice({}, "tool_calls"),
      ),
    );
    const calls = heard.calls.map(({ id, name }) => ({ id, name, args: {} }));
    const kept = { protocol: openaiCompatible.name, blocks: heard.kept ?? [] };
    const asked = (turn: Turn, traits: "thoughts"[] = []) => {
      const credential = { provider: "openai-compatible", baseUrl: "https://x.invalid", host: "x.invalid", secret: "" };
      const ask = {
        model: "m",
        turns: [turn],
        options: {},
        tools: undefined,
        traits: new Set(traits),
        signal: undefined,
      };
      return openaiCompatible.question(ask, credential).body.messages;
    };
    const turn = { role: "assistant", text: "", calls, kept } as const;
    const plain = {
      role: "assistant",
      content: null,
      tool_calls: [call(0), call(1)].map(({ index: _, ...each }) => each),
    };
    const [first, second] = plain.tool_calls;
    expect(asked(turn)).toEqual([{ ...plain, ...beside, tool_calls: [{ ...first, ...mark }, second] }]);
    expect(asked(turn, ["thoughts"]), "to a server that refuses it").toEqual([plain]);
    expect(asked({ ...turn, text: "Fine.", calls: [] })).toEqual([{ role: "assistant", content: "Fine." }]);
  },
);
