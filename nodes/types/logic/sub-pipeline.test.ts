import { expect, test } from "vitest";
import { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { manifestOf } from "../../catalogue.ts";
import { map } from "./map.ts";
import { subPipeline } from "./sub-pipeline.ts";

const pipeline = {
  ...PipelineRef.parse({
    id: "p",
    name: "Rate",
    inputs: [
      { name: "text", kind: "text" },
      { name: "scale", kind: "number", default: 5, optional: true },
    ],
    outputs: [{ name: "stars", kind: "number" }],
  }),
};

test("a sub-pipeline's ports are those of the pipeline it runs; a map leaves out the item's", () => {
  expect(portsOf(manifestOf(subPipeline), { config: { pipeline } })).toEqual({
    inputs: { text: { kind: "text" }, scale: { kind: "number", optional: true } },
    outputs: { stars: { kind: "number" } },
  });
  const names = (config: object) => Object.keys(portsOf(manifestOf(map), { config: { pipeline, ...config } }).inputs);
  expect(names({})).toEqual(["items", "scale"]);
  expect(names({ itemInput: "scale" })).toEqual(["items", "text"]);
  expect(names({ pipeline: null })).toEqual(["items"]);
});

test("a sub-pipeline runs its body once, without an index, on checked inputs", async () => {
  const calls: unknown[][] = [];
  const runBody = async (...args: unknown[]) => {
    calls.push(args);
    return { stars: 4 };
  };
  const { outputs } = await runNode(subPipeline, { config: { pipeline }, inputs: { text: "good" }, call: { runBody } });
  expect(outputs).toEqual({ stars: 4 });
  expect(calls).toEqual([[{ text: "good", scale: 5 }]]);
  await expect(runNode(subPipeline, { config: { pipeline }, call: { runBody } })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /“Rate” cannot start. The input “text” is missing/,
  });
});

test("the example of the docs", async () => {
  await runExample(subPipeline, { call: { runBody: async ({ text }) => ({ loud: String(text).toUpperCase() }) } });
});
