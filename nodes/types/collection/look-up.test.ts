import { expect, test } from "vitest";
import { noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
import type { FoundChunk, Services } from "../../define.ts";
import { lookUp } from "./look-up.ts";

const dracula: FoundChunk = {
  document: { text: "A vampire comes to England.", metadata: { heading: "Dracula", source: "books.md" } },
  vector: [0.6, 0.8],
};

const holding = (asked: unknown[] = []): Services["collections"] => ({
  ...noServices.collections,
  async find(id, field) {
    asked.push([id, field]);
    return field.value === "Dracula" ? dracula : null;
  },
});

test("a chunk is found by the field and the value that the settings name, with its vector", async () => {
  const asked: unknown[] = [];
  const config = { collection: "books", field: "title", value: "{{ event.item }}" };
  const inputs = { event: { item: " Dracula " } };
  const { outputs } = await runNode(lookUp, { config, inputs, services: { collections: holding(asked) } });
  expect(asked).toEqual([["books", { name: "title", value: "Dracula" }]]);
  expect(outputs).toEqual({ ...dracula, text: "Dracula", found: true });
});

test("what is not there leaves no chunk and no vector, so that what hangs on them is skipped", async () => {
  const options = { config: { collection: "books" }, services: { collections: holding() } };
  const { outputs } = await runNode(lookUp, { ...options, inputs: { value: "Emma" } });
  expect(outputs).toEqual({ text: "Emma", found: false });
  const strict = { ...options, config: { collection: "books", missing: "fail" } };
  await expect(runNode(lookUp, { ...strict, inputs: { value: "Emma" } })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: "The collection has no chunk whose heading is “Emma”.",
  });
});

test("an empty value and a missing collection say what to do", async () => {
  const empty = runNode(lookUp, { config: { collection: "books" }, inputs: { value: " " } });
  await expect(empty).rejects.toMatchObject({ code: "bad_input", userMessage: /Connect what “Value”/ });
  const unchosen = runNode(lookUp, { inputs: { value: "Dracula" } });
  await expect(unchosen).rejects.toMatchObject({ code: "bad_input", userMessage: /choose one/ });
});

test("the example of the docs", async () => {
  await runExample(lookUp, { services: { collections: holding() } });
});
