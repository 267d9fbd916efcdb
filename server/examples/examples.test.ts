import { describe, expect, test } from "vitest";
import { checkGraph } from "../../lib/graph/check.ts";
import { Graph, type Layout } from "../../lib/graph/graph.ts";
import { interfaceOf, PipelineRef } from "../../lib/graph/pipeline-ref.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { makeCheckConfig } from "../check-config.ts";
import { exampleFiles } from "./example-files.ts";
import { examples } from "./examples.ts";
import { judgeAReview, judgeInterface } from "./judge-a-review.ts";

const catalogue = makeCatalogue(nodeTypes);
const checkConfig = makeCheckConfig(nodeTypes);
const ids = { handbook: "h", books: "b", "judge-a-review": { id: "j", ...judgeInterface } };
const card = { width: 248, height: 200 };

type Box = { x: number; y: number; width: number; height: number };

function boxesOf({ positions, notes }: Layout): [string, Box][] {
  const cards = Object.entries(positions).map(([id, at]): [string, Box] => [id, { ...at, ...card }]);
  return [...cards, ...Object.entries(notes).map(([id, note]): [string, Box] => [`note ${id}`, note])];
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe.each(examples.map((example) => [example.key, example] as const))("%s", (_key, example) => {
  const graph = Graph.parse(example.graph(ids));

  test("can run as it is", () => {
    expect(checkGraph(graph, catalogue, checkConfig)).toEqual([]);
  });

  test("has a place for every node, and nothing lies on anything", () => {
    expect(Object.keys(graph.layout.positions).sort()).toEqual(Object.keys(graph.nodes).sort());
    const boxes = boxesOf(graph.layout);
    const pairs = boxes.flatMap(([one, a], index) =>
      boxes.slice(index + 1).flatMap(([other, b]) => (overlap(a, b) ? [`${one} / ${other}`] : [])),
    );
    expect(pairs).toEqual([]);
  });

  test("explains itself in notes and titles", () => {
    expect(Object.keys(graph.layout.notes).length).toBeGreaterThanOrEqual(2);
    for (const node of Object.values(graph.nodes)) expect(node.title).toBeTruthy();
  });

  test("says which collections it uses", () => {
    const used = Object.values(graph.nodes).flatMap(({ config }) => config.collection ?? []);
    expect([...new Set(used)].sort()).toEqual(example.uses.map((key) => key.slice(0, 1)).sort());
  });

  test("starts with a question already filled in", () => {
    const inputs = Object.values(graph.nodes).filter(({ type }) => ["input", "topic-trigger"].includes(type));
    expect(JSON.stringify(inputs)).toMatch(/"default"|"testEvent"/);
  });
});

test("what an example runs inside itself is there before it, with the interface that it counts on", () => {
  for (const [index, { runs = [] }] of examples.entries()) {
    const before = examples.slice(0, index).map(({ key }) => key);
    expect(before).toEqual(expect.arrayContaining([...runs]));
  }
  const { name, ...ports } = PipelineRef.parse({ id: "j", ...judgeInterface });
  expect(name).toBe(judgeAReview.name);
  expect(ports).toMatchObject(interfaceOf(Graph.parse(judgeAReview.graph(ids)), catalogue));
});

test("keys are unique", () => {
  expect(new Set(examples.map(({ key }) => key)).size).toBe(examples.length);
});

test("every book has a title, a line about it, an author and a year, once", async () => {
  const [file] = await exampleFiles("books");
  const [, ...books] = `\n${Buffer.from(file!.data).toString()}`.split(/^## /m);
  expect(books.length).toBeGreaterThanOrEqual(200);
  for (const book of books) {
    expect(book).toMatch(/^.+\n\n[A-Z].{30,}[.!] By .+, (c\. )?\d{1,4}( BC)?\.\n\n?$/);
  }
  const titles = books.map((book) => book.split("\n")[0]);
  expect(new Set(titles).size).toBe(titles.length);
});

test("what newcomers ask first is in the pages of the handbook that are indexed first", async () => {
  const [first, ...others] = (await exampleFiles("handbook")).map(({ name }) => name);
  expect(first).toBe("getting-started.md");
  expect(new Set([first, ...others]).size).toBe(others.length + 1);
});
