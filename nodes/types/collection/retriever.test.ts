import { FakeListChatModel } from "@langchain/core/utils/testing";
import { expect, test } from "vitest";
import { effectOf } from "../../../lib/graph/effect-of.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import type { Document } from "../../../lib/values/values.ts";
import { noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
import { manifestOf } from "../../catalogue.ts";
import type { SearchQuery } from "../../define.ts";
import { retriever } from "./retriever.ts";

const found: Document[] = [
  { text: "Revoke it any time.", score: 0.9, metadata: { source: "sharing.md", heading: "Share links" } },
  { text: "Runs are kept.", score: 0.4, metadata: {} },
];

test("chunks come as documents and as one numbered text with sources", async () => {
  const asked: [string, SearchQuery][] = [];
  const collections = {
    ...noServices.collections,
    search: async (id: string, query: SearchQuery) => {
      asked.push([id, query]);
      return found;
    },
  };
  const config = { collection: "c1", limit: 2, mode: "vector", minScore: 0.3 };
  const { outputs } = await runNode(retriever, { config, inputs: { query: "revoke?" }, services: { collections } });
  expect(asked).toEqual([["c1", { text: "revoke?", limit: 2, mode: "vector", minScore: 0.3 }]]);
  expect(outputs).toEqual({
    documents: found,
    context: "[1] (sharing.md › Share links) Revoke it any time.\n\n[2] Runs are kept.",
    search: { questions: ["revoke?"] },
  });
});

test("a filter takes values from its ports; what the settings ask for goes along", async () => {
  const asked: SearchQuery[] = [];
  const collections = {
    ...noServices.collections,
    search: async (_: string, query: SearchQuery) => {
      asked.push(query);
      return found.map((document) => ({
        ...document,
        explained: { meaning: { score: 0.4, rank: 1 }, words: null, fused: null, reranked: null },
      }));
    },
  };
  const config = { collection: "c1", filter: "year >= {{ since }}", diversity: 0.5, give: "sections", explain: true };
  const { outputs } = await runNode(retriever, {
    config,
    inputs: { query: "q", since: 2024 },
    services: { collections },
  });
  expect(asked).toEqual([
    {
      ...{ text: "q", limit: 4, mode: "hybrid", minScore: 0, diversity: 0.5, give: "sections", maxCharacters: 4000 },
      filter: { field: "year", is: ">=", value: 2024 },
      explain: true,
    },
  ]);
  expect(outputs.documents).toEqual(found);
  expect(outputs.search).toMatchObject({ chunks: [{ source: "sharing.md", explained: { meaning: { rank: 1 } } }, {}] });
  const wrong = runNode(retriever, { config: { collection: "c1", filter: "year >" }, inputs: { query: "q" } });
  await expect(wrong).rejects.toMatchObject({ code: "bad_input", userMessage: /value should follow/ });
});

test("without a collection it says what to do", async () => {
  const run = runNode(retriever, { inputs: { query: "x" } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", nodeId: "node", userMessage: /choose one/ });
});

test("an empty query asks nothing and finds nothing", async () => {
  const { outputs } = await runNode(retriever, { config: { collection: "c1" }, inputs: { query: " " } });
  expect(outputs).toEqual({ documents: [], context: "", search: { questions: [] } });
});

test("the example of the docs", async () => {
  const collections = {
    ...noServices.collections,
    search: async (): Promise<Document[]> => [
      { text: "Press Revoke.", score: 0.9, metadata: { source: "sharing.md", heading: "Share links" } },
      { text: "A share link runs one pipeline.", score: 0.6, metadata: { source: "sharing.md" } },
    ],
  };
  await runExample(retriever, { services: { collections } });
});

const saying = (text: string) => ({
  models: { chat: async () => new FakeListChatModel({ responses: [text] }), embed: async () => [] },
});

test("a question is asked in other words, or by a likely answer, and the step shows what was asked", async () => {
  const asked: SearchQuery[] = [];
  const collections = {
    ...noServices.collections,
    search: async (_: string, query: SearchQuery) => {
      asked.push(query);
      return [];
    },
  };
  const ask = (how: string, text: string) =>
    runNode(retriever, {
      config: { collection: "c1", ask: how },
      inputs: { query: "Can I revoke it?" },
      services: { collections, ...saying(text) },
    });
  const { outputs } = await ask("in other words", "1. How is it undone?\n\n- Can I revoke it?\n2) May I take it back?");
  expect(asked[0]).toMatchObject({ text: "Can I revoke it?", others: ["How is it undone?", "May I take it back?"] });
  expect(outputs.search).toEqual({ questions: ["Can I revoke it?", "How is it undone?", "May I take it back?"] });
  await ask("in other words", "• 3D printing?\n(2) 3.5 mm or 2 cm?\n- 2024: what came?\n");
  expect(asked.pop()?.others).toEqual(["3D printing?", "3.5 mm or 2 cm?", "2024: what came?"]);
  const hypothetical = await ask("by a likely answer", " Press Revoke. ");
  expect(asked[1]).toMatchObject({ text: "Can I revoke it?", passage: "Press Revoke." });
  expect(hypothetical.outputs.search).toEqual({ questions: ["Can I revoke it?"], passage: "Press Revoke." });
});

test("Cohere reranks with a credential; without one it says what to do, and either costs", async () => {
  const asked: SearchQuery[] = [];
  const collections = {
    ...noServices.collections,
    search: async (_: string, query: SearchQuery) => {
      asked.push(query);
      return [];
    },
  };
  const ask = (config: object) =>
    runNode(retriever, { config: { collection: "c1", ...config }, inputs: { query: "q" }, services: { collections } });
  await ask({ rerank: "Cohere", rerankCredential: "k" });
  expect(asked[0]?.rerank).toEqual({ provider: "cohere", model: "rerank-v3.5", credential: "k" });
  await expect(ask({ rerank: "Cohere" })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /credential of Cohere/,
  });
  const effect = (config: Record<string, PlainJson>) => effectOf(manifestOf(retriever), { config }).effect;
  expect([effect({}), effect({ rerank: "Cohere" }), effect({ ask: "in other words" })]).toEqual([
    "pure",
    "costly",
    "costly",
  ]);
});
