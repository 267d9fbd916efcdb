import { expect, test } from "vitest";
import type { Manifest } from "../../../lib/manifest.ts";
import { scoreNodeType } from "./node-match.ts";

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
