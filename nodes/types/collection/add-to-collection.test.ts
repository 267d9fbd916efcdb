import { expect, test } from "vitest";
import { noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
import { addToCollection } from "./add-to-collection.ts";

test("chunks are added under the step's own key, so that a second try adds nothing twice", async () => {
  const stored = new Map<string, number>();
  const collections = {
    ...noServices.collections,
    add: async (_id: string, documents: readonly unknown[], { idempotencyKey }: { idempotencyKey: string }) => {
      stored.set(idempotencyKey, documents.length);
      return documents.length;
    },
  };
  const documents = [
    { text: "one", metadata: {} },
    { text: "two", metadata: {} },
  ];
  const options = { config: { collection: "c1" }, inputs: { documents }, services: { collections }, key: "step-7" };
  expect((await runNode(addToCollection, options)).outputs).toEqual({ added: 2, documents });
  await runNode(addToCollection, options);
  expect([...stored]).toEqual([["step-7", 2]]);
});

test("without a collection it says what to do", async () => {
  const run = runNode(addToCollection, { inputs: { documents: [] } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", userMessage: /choose one/ });
});

test("the example of the docs", async () => {
  const collections = { ...noServices.collections, add: async (_id: string, { length }: readonly unknown[]) => length };
  await runExample(addToCollection, { services: { collections } });
});
