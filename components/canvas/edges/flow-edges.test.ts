import { expect, test } from "vitest";
import { connect } from "../../../lib/edit/edges.ts";
import { rename } from "../../../lib/edit/edit.ts";
import { build, catalogue } from "../../../tests/helpers/graph-edits.ts";
import { nothing } from "../../editor/store/selection-slice.ts";
import { flowEdgeMaker } from "./flow-edges.ts";

test("what a screen reader says of an edge follows the titles of its nodes", () => {
  const graph = connect(build("source", "prompt", "prompt"), catalogue, {
    id: "edge",
    from: { node: "source0", port: "text" },
    to: { node: "prompt2", port: "a" },
  });
  const make = flowEdgeMaker();
  const labels = (drawn: typeof graph) =>
    make({ graph: drawn, catalogue, selection: nothing }).map((edge) => edge.ariaLabel);
  expect(labels(graph)).toEqual([expect.stringMatching(/^Edge from Source, text, to Prompt 2, a$/)]);
  expect(labels(rename(graph, "prompt2", "Question"))).toEqual(["Edge from Source, text, to Question, a"]);
});
