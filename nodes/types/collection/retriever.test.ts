import { expect, test } from "vitest";
import type { Document } from "../../../lib/values/values.ts";
import { noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
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
  });
});

test("without a collection it says what to do", async () => {
  const run = runNode(retriever, { inputs: { query: "x" } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", nodeId: "node", userMessage: /choose one/ });
});

test("an empty query asks nothing and finds nothing", async () => {
  const { outputs } = await runNode(retriever, { config: { collection: "c1" }, inputs: { query: " " } });
  expect(outputs).toEqual({ documents: [], context: "" });
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
