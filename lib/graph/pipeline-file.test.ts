import fc from "fast-check";
import { expect, test } from "vitest";
import { build, type Edit, edits, isSameGraph } from "../../tests/helpers/graph-edits.ts";
import { emptyGraph, graphLimits } from "./graph.ts";
import { readPipelineFile, writePipelineFile } from "./pipeline-file.ts";

const words = { name: "Trip", description: "There and back", tags: ["travel"] };
const noNames = () => undefined;

test("any pipeline comes back from its file as it went in", () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 8 }), (sequence) => {
      let ids = 0;
      const newId = (prefix: string) => `${prefix}-${ids++}`;
      const graph = sequence.reduce((now, edit: Edit) => edit(now, newId), build("prompt"));
      const back = readPipelineFile(writePipelineFile({ ...words, graph }, noNames), "trip.patchbay.json");
      expect({ ...back, graph: undefined }).toEqual({ ...words, graph: undefined });
      expect(isSameGraph(back.graph, graph)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test("what a pipeline does stands apart from how it is drawn, and moving a node changes the drawing alone", () => {
  const graph = build("prompt");
  const moved = { ...graph, layout: { ...graph.layout, positions: { prompt0: { x: 9, y: 9 } } } };
  const [one, two] = [graph, moved].map((each) => JSON.parse(writePipelineFile({ ...words, graph: each }, noNames)));
  expect({ ...one, layout: 0 }).toEqual({ ...two, layout: 0 });
  expect(one.layout).not.toEqual(two.layout);
});

test("a credential leaves by its name, and one without a known name does not leave", () => {
  const model = { provider: "ollama", model: "m", credential: "secret-id" };
  const nodes = { ask: { type: "chat-model", version: 1, config: { model } } };
  const file = { name: "x", graph: { ...emptyGraph, nodes } };
  expect(writePipelineFile(file, () => "My server")).toContain('"credential": "name:My server"');
  for (const names of [() => "My server", noNames]) expect(writePipelineFile(file, names)).not.toContain("secret-id");
});

test("an older file, a bare graph and a node type of elsewhere are read", () => {
  const nodes = { far: { type: "from-another-house", version: 3, config: { any: ["thing"] } } };
  const older = JSON.stringify({ name: "Old", graph: { schema: 1, nodes, edges: [] } });
  expect(readPipelineFile(older, "old.json")).toMatchObject({ name: "Old", graph: { nodes } });
  expect(readPipelineFile(JSON.stringify({ nodes }), "bare.patchbay.json")).toMatchObject({
    name: "bare",
    graph: { nodes },
  });
});

test.each([
  ["{ not json", /note\.json is not JSON/],
  ['{"nodes": 3}', /not a Patchbay pipeline: it has no nodes\. Choose a file/],
  ['{"hello": 1}', /it has no nodes/],
  ['{"nodes": {}, "edges": 3}', /At edges: [^.]+\. Nothing was imported\.$/],
  ["[]", /not a Patchbay pipeline/],
  ['{"schema": 2, "nodes": {}}', /newer version of Patchbay \(format 2; this one reads 1\)/],
  ['{"graph": {"schema": 7, "nodes": {}}}', /newer version of Patchbay \(format 7/],
  [`"${"x".repeat(graphLimits.bytes)}"`, /larger than 4 MB/],
])("a file that is none is refused with a message: %.20s", (text, message) => {
  expect(() => readPipelineFile(text, "note.json")).toThrow(message);
});
