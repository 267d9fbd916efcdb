import { describe, expect, test } from "vitest";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";
import { makeCatalogue } from "../../../nodes/catalogue.ts";
import { nodeTypes } from "../../../nodes/index.ts";
import { graphOf } from "../../../tests/engine/fixtures.ts";
import { checkInputs } from "./check-inputs.ts";

const catalogue = makeCatalogue(nodeTypes);
const withFields = (...fields: object[]) => graphOf({ in: ["input", { fields }] }, []);

function issues(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof PatchbayError) return error.issues?.map(({ path }) => path);
  }
  return [];
}

describe("the inputs of a run", () => {
  test("are taken as the fields want them", () => {
    const cases: [kind: string, given: Json, taken: Json][] = [
      ["text", "a", "a"],
      ["text", 5, "5"],
      ["text", true, "true"],
      ["number", "5.5", 5.5],
      ["boolean", "false", false],
      ["json", { a: [1] }, { a: [1] }],
      ["json", "plain words", "plain words"],
      ["document", "a passage", { text: "a passage", metadata: {} }],
      ["messages", "hello", [{ role: "user", content: "hello" }]],
    ];
    for (const [kind, given, taken] of cases) {
      const graph = withFields({ name: "x", kind });
      expect(checkInputs(graph, catalogue, { inputs: { x: given } }), `${kind} from ${JSON.stringify(given)}`).toEqual({
        x: taken,
      });
    }
  });

  test("get their defaults, may be left out when optional, and an empty text field is an empty text", () => {
    const graph = withFields(
      { name: "a", kind: "number", default: 3 },
      { name: "b", kind: "number", optional: true },
      { name: "c", kind: "text", optional: true },
    );
    expect(checkInputs(graph, catalogue, { inputs: {} })).toEqual({ a: 3, c: "" });
    expect(checkInputs(graph, catalogue, { inputs: { a: 0, b: 1, c: "x" } })).toEqual({ a: 0, b: 1, c: "x" });
  });

  test("that do not fit are named, every one of them", () => {
    const graph = withFields({ name: "n", kind: "number" }, { name: "t", kind: "text" }, { name: "f", kind: "file" });
    expect(issues(() => checkInputs(graph, catalogue, { inputs: { n: "five", f: "x", y: 1 } }))).toEqual([
      "inputs.y",
      "inputs.n",
      "inputs.t",
      "inputs.f",
    ]);
    expect(issues(() => checkInputs(graphOf({ p: ["prompt"] }, []), catalogue, { inputs: { a: 1 } }))).toEqual([
      "inputs.a",
    ]);
  });
});
