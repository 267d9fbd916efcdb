import { expect, test } from "vitest";
import { embeddedTokens } from "./embedded-tokens.ts";

test.each([
  ["OpenAI", { usage: { prompt_tokens: 8, total_tokens: 8 } }, 8],
  ["a server that tells a total alone", { usage: { total_tokens: 9 } }, 9],
  ["Cohere", { meta: { api_version: { version: "2" }, billed_units: { input_tokens: 3 } } }, 3],
  ["Gemini", { embeddings: [], usageMetadata: { promptTokenCount: 5 } }, 5],
  [
    "Vertex AI, a text at a time",
    {
      predictions: [
        { embeddings: { values: [1], statistics: { token_count: 4, truncated: false } } },
        { embeddings: { values: [1], statistics: { token_count: 6, truncated: false } } },
      ],
    },
    10,
  ],
  ["Amazon on Bedrock", { embedding: [1], inputTextTokenCount: 7 }, 7],
  ["Ollama", { embeddings: [[1]], prompt_eval_count: 2 }, 2],
  ["one that tells nothing", { embeddings: [[1]] }, undefined],
  ["one that tells nonsense", { usage: { prompt_tokens: -1, total_tokens: "many" }, meta: null }, undefined],
  ["one that does not count", { usage: { prompt_tokens: 0, total_tokens: 0 }, prompt_eval_count: 0 }, undefined],
  ["one that tells its total alone, and 0", { usage: { prompt_tokens: 0, total_tokens: 9 } }, 9],
  [
    "Vertex AI, of one text alone",
    { predictions: [{ embeddings: { statistics: { token_count: 4 } } }, { embeddings: { statistics: {} } }] },
    undefined,
  ],
  ["one that is broken", "<html>", undefined],
])("tokens that %s tells", (_, body, tokens) => {
  expect(embeddedTokens(body, new Headers())).toBe(tokens);
});

test("Bedrock tells the tokens of Cohere's models in a header", () => {
  const headers = new Headers({ "x-amzn-bedrock-input-token-count": "12" });
  expect(embeddedTokens({ embeddings: { float: [[1]] } }, headers)).toBe(12);
});
