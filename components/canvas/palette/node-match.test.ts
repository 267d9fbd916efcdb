import { expect, test } from "vitest";
import type { Manifest } from "../../../lib/node-types/manifest.ts";
import { manifestOf } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { findNodeTypes, scoreNodeType } from "./node-match.ts";

const manifest = (title: string, keywords: string[] = []): Manifest => ({
  type: title,
  version: 1,
  title,
  keywords,
  summary: "",
  category: "model",
  effect: "pure",
  icon: "box",
  inputs: {},
  outputs: {},
  derived: [],
  config: {},
  defaults: {},
});

test("the beginning of a title beats a keyword, and nonsense fits nothing", () => {
  const chat = manifest("Chat model", ["llm"]);
  const search = manifest("Retriever", ["chat history"]);
  expect(scoreNodeType(chat, "chat")).toBeGreaterThan(scoreNodeType(search, "chat"));
  expect(scoreNodeType(chat, "LLM")).toBeGreaterThan(0);
  expect(scoreNodeType(chat, "ctm")).toBeGreaterThan(0);
  expect(scoreNodeType(chat, "zzz")).toBe(0);
});

test.each([
  ["if", "condition"],
  ["else", "condition"],
  ["loop", "loop"],
  ["for each", "map"],
  ["api", "http-request"],
  ["curl", "http-request"],
  ["webhook", "webhook"],
  ["csv", "parse"],
  ["pdf", "load-documents"],
  ["python", "code"],
  ["javascript", "code"],
  ["email", "send-email"],
  ["smtp", "send-email"],
  ["gpt", "chat-model"],
  ["rag", "retriever"],
  ["kafka", "topic-trigger"],
  ["cron", "schedule"],
  ["wait", "delay"],
  ["timestamp", "date"],
  ["dedupe", "remove-duplicates"],
  ["vlookup", "join"],
  ["human", "approval"],
  ["rename", "set-fields"],
])("people who look for “%s” find %s first", (words, type) => {
  const [first] = findNodeTypes(nodeTypes.map(manifestOf), words);
  expect(first?.type).toBe(type);
});
