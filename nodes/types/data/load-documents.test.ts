import { expect, test } from "vitest";
import { noServices, runNode } from "../../../tests/helpers/node.ts";
import { loadDocuments } from "./load-documents.ts";

const file = { id: "f1", name: "prices.csv", mime: "text/csv", bytes: 30 };
const data = new TextEncoder().encode("title,price\nLamp,9\nPen,2");
const files = { ...noServices.files, read: async () => ({ file, data }) };

test("a file becomes one document, or one a part", async () => {
  const whole = await runNode(loadDocuments, { inputs: { file }, services: { files } });
  expect(whole.outputs.documents).toEqual([
    { text: "title: Lamp\nprice: 9\n\ntitle: Pen\nprice: 2", metadata: { source: "prices.csv" } },
  ]);
  const parts = await runNode(loadDocuments, {
    config: { granularity: "part" },
    inputs: { file },
    services: { files },
  });
  expect(parts.outputs.documents).toHaveLength(2);
});

test("a text comes along as it is, with the name given to it", async () => {
  const { outputs } = await runNode(loadDocuments, { config: { source: "Note" }, inputs: { text: "Hello." } });
  expect(outputs.documents).toEqual([{ text: "Hello.", metadata: { source: "Note" } }]);
});

test("with neither there is nothing to load", async () => {
  await expect(runNode(loadDocuments, { inputs: { text: " " } })).rejects.toMatchObject({ code: "bad_input" });
});
