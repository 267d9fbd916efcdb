import { expect, test } from "vitest";
import { heardAnswer, sse } from "../../../tests/helpers/heard-answer.ts";
import { google } from "./gemini.ts";

const gemini = (...events: unknown[]) => heardAnswer(google.parts, sse(...events));
const candidate = (text: string, finishReason?: string) => ({
  candidates: [{ content: { role: "model", parts: [{ text }] }, ...(finishReason ? { finishReason } : {}) }],
});

test.each([
  ["STOP", "complete"],
  ["MAX_TOKENS", "cut"],
  ["SAFETY", "filtered"],
  ["RECITATION", "filtered"],
  ["MALFORMED_FUNCTION_CALL", "broken_off"],
  ["UNEXPECTED_TOOL_CALL", "broken_off"],
  ["OTHER", "broken_off"],
])("Gemini's %s is %s", async (reason, outcome) => {
  expect(await gemini(candidate("Hello there."), candidate("", reason))).toMatchObject({
    text: "Hello there.",
    outcome,
  });
});

test("Gemini's thoughts count as output, a blocked prompt is filtered, and a list is an answer", async () => {
  const usageMetadata = {
    promptTokenCount: 10,
    cachedContentTokenCount: 4,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 20,
    toolUsePromptTokenCount: 1,
    totalTokenCount: 36,
  };
  const parts = [
    { text: "Hm.", thought: true },
    { text: "Hello there.", thoughtSignature: "s" },
  ];
  const events = [{ candidates: [{ content: { parts } }] }, { ...candidate("", "STOP"), usageMetadata }];
  const heard = {
    text: "Hello there.",
    thoughts: "Hm.",
    outcome: "complete",
    usage: { tokensIn: 11, tokensCached: 4, tokensOut: 25, tokensReasoning: 20 },
  };
  expect(await gemini(...events)).toMatchObject(heard);
  expect(await heardAnswer(google.parts, JSON.stringify(events, null, 2))).toMatchObject(heard);
  expect(
    await gemini({ promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: { promptTokenCount: 9 } }),
  ).toMatchObject({ outcome: "filtered", usage: { tokensIn: 9 } });
});
