import { expect, test } from "vitest";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { graphOf } from "../../tests/engine/fixtures.ts";
import { assertRunnable } from "./check.ts";
import { bodyOf, interfaceOf } from "./pipeline-ref.ts";

const catalogue = makeCatalogue(nodeTypes);
const question = { name: "question", kind: "text" } as const;
const graph = graphOf(
  {
    in: ["input", { fields: [question, { name: "limit", kind: "number", default: 3 }] }],
    off: ["input", { fields: [{ name: "never", kind: "text" }] }, { disabled: true }],
    out: ["output", { fields: [{ name: "answer", kind: "text", optional: true }] }],
  },
  ["in.question > out.answer"],
);

test("a pipeline's interface are the fields of its Input and Output nodes; what has a default need not be connected", () => {
  expect(interfaceOf(graph, catalogue)).toEqual({
    inputs: [question, { name: "limit", kind: "number", default: 3, optional: true }],
    outputs: [{ name: "answer", kind: "text", optional: true }],
  });
});

test("a node that runs a pipeline wants one to be chosen", () => {
  for (const type of ["map", "loop", "sub-pipeline"]) {
    const inner = graphOf({ n: [type, {}, { title: "Each" }] }, []);
    expect(() => assertRunnable(inner, catalogue)).toThrow(/Each: choose the pipeline that it runs/);
    const off = graphOf({ n: [type, {}, { disabled: true }] }, []);
    expect(() => assertRunnable(off, catalogue)).not.toThrow();
  }
});

test("a node that has no pipeline yet has no body", () => {
  const manifest = catalogue.get("sub-pipeline");
  expect(manifest && bodyOf(manifest, { config: { pipeline: null } })).toBeUndefined();
});
