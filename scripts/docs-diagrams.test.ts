import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runMoves, runStatuses, StepStatus } from "../lib/run.ts";
import { type Diagram, diagramsIn, parseDiagram } from "../tests/helpers/tools/mermaid.ts";

const pages = globSync("docs/**/*.md");
const diagrams = diagramsIn(readFileSync("docs/architecture.md", "utf8"));
const schema = readFileSync("prisma/schema.prisma", "utf8");

test("every diagram of the docs is valid Mermaid and has a title", async () => {
  const all = pages.flatMap((page) => diagramsIn(readFileSync(page, "utf8")).map((diagram) => ({ page, ...diagram })));
  expect(all.length).toBeGreaterThan(0);
  for (const { page, title, text } of all) {
    expect(title, `${page}: ${text}`).not.toBe("");
    await expect(parseDiagram(text), `${page}: ${title}`).resolves.toBeDefined();
  }
});

test("a diagram that is not valid Mermaid is refused", async () => {
  await expect(parseDiagram("stateDiagram-v2\n  queued -> running")).rejects.toThrow(/Parse error on line 2/);
  await expect(parseDiagram("sequenceDiagram\n  A->>: nothing")).rejects.toThrow(/Parse error on line 2/);
});

test("the diagram of a run's states has the moves of lib/run.ts", async () => {
  const { names, relations } = await diagram("The states of a run");
  expect(names.toSorted()).toEqual(runStatuses.toSorted());
  const moves = runStatuses.flatMap((from) => runMoves[from].map((to) => `${from} to ${to}`));
  expect(moved(relations)).toEqual(moves.toSorted());
});

test("the diagram of a step's states has the states of lib/run.ts, and none comes after an end", async () => {
  const { names, relations } = await diagram("The states of a step");
  expect(names.toSorted()).toEqual(StepStatus.options.toSorted());
  const left = new Set(relations.map(({ from }) => from).filter((from) => from !== "root_start"));
  expect([...left].toSorted()).toEqual(["retrying", "running", "waiting"]);
});

test("the diagram of a draft's states has those of the editor's store", async () => {
  const { names } = await diagram("The states of a draft in the editor");
  const source = readFileSync("components/editor/store/save-slice.ts", "utf8");
  const [, type = ""] = /export type SaveState =([\s\S]*?);\n\n/.exec(source) ?? [];
  const states = [...type.matchAll(/"(\w+)"/g)].map(([, state]) => state);
  expect(states.length).toBeGreaterThan(0);
  expect(names.toSorted()).toEqual(states.toSorted());
});

test("the diagrams of the data model have every table, and its foreign keys as solid lines", async () => {
  const parsed = await Promise.all(diagrams.map(({ text }) => parseDiagram(text)));
  const tables = parsed.filter(({ kind }) => kind === "er");
  const names = new Set(tables.flatMap((each) => each.names));
  const models = [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)];
  expect([...names].toSorted()).toEqual(models.map(([, name]) => name).toSorted());
  const keys = models.flatMap(([, name = "", body = ""]) =>
    [...body.matchAll(/^ +\w+ +(\w+)\?? +@relation\(fields/gm)].map(([, to = ""]) => `${to} to ${name}`),
  );
  const solid = tables.flatMap(({ relations }) => relations.filter(({ isDotted }) => !isDotted));
  expect(moved(solid)).toEqual(keys.toSorted());
});

async function diagram(title: string): Promise<Diagram> {
  const found = diagrams.find((each) => each.title === title);
  return await parseDiagram(found!.text);
}

function moved(relations: Diagram["relations"]): string[] {
  const inside = relations.filter(({ from, to }) => from !== "root_start" && to !== "root_end");
  return inside.map(({ from, to }) => `${from} to ${to}`).toSorted();
}
