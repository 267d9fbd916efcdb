import { expect, test } from "vitest";
import type { Document } from "../../../lib/values/values.ts";
import { noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
import type { NearestQuery, Services } from "../../define.ts";
import { nearest } from "./nearest.ts";

const found: Document[] = [
  { text: "A doctor divides himself.", score: 0.8, metadata: { heading: "Dr Jekyll and Mr Hyde" } },
];

const holding = (asked: [string, NearestQuery][] = []): Services["collections"] => ({
  ...noServices.collections,
  async nearest(id, query) {
    asked.push([id, query]);
    return found;
  },
});

async function queryFor(config: object, exclude: Parameters<typeof JSON.stringify>[0]): Promise<NearestQuery> {
  const asked: [string, NearestQuery][] = [];
  const options = { config: { collection: "books", ...config }, services: { collections: holding(asked) } };
  await runNode(nearest, { ...options, inputs: { vector: [3, 4], exclude } });
  return asked[0]![1];
}

test("values on the list are left out by the field that the settings name", async () => {
  expect(await queryFor({ limit: 2, minScore: 0.1, excludeBy: "id" }, ["a", 7, null, "a"])).toEqual({
    ...{ vector: [3, 4], limit: 2, minScore: 0.1 },
    without: { field: "id", values: new Set(["a", "7"]) },
  });
});

test("of a list of objects the value at the path counts; objects without one leave nothing out", async () => {
  const events = [{ book: { title: "Emma" } }, { book: { title: "Emma" } }, { page: 1 }, { book: "x" }];
  expect((await queryFor({ excludeField: "book.title" }, events)).without?.values).toEqual(new Set(["Emma"]));
  expect((await queryFor({}, null)).without?.values).toEqual(new Set());
});

test("what is no vector and no list is refused with what to connect", async () => {
  const services = { collections: holding() };
  const config = { collection: "books" };
  await expect(runNode(nearest, { config, services, inputs: { vector: "x" } })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /“Vector” takes a list of numbers/,
  });
  const inputs = { vector: [1], exclude: "Emma" };
  await expect(runNode(nearest, { config, services, inputs })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /“Leave out” is a single value, not a list/,
  });
});

test("the example of the docs", async () => {
  await runExample(nearest, { services: { collections: holding() } });
});
