import { z } from "zod";
import { defineNode } from "../../define.ts";
import { bodyInput, chosenPipeline, pipelineSetting } from "./body.ts";

export const subPipeline = defineNode({
  type: "sub-pipeline",
  version: 1,
  title: "Sub-pipeline",
  summary: "Runs another pipeline as one step: its inputs and outputs become this node's ports.",
  category: "logic",
  effect: "pure",
  icon: "workflow",
  keywords: ["call", "nested", "reuse", "component", "function", "subflow"],
  body: "pipeline",
  config: z.object({ pipeline: pipelineSetting("It runs inside this run, and its steps are shown with this one's.") }),
  inputs: {},
  outputs: {},
  derived: [
    { from: "fields", side: "inputs", setting: "pipeline.inputs" },
    { from: "fields", side: "outputs", setting: "pipeline.outputs" },
  ],
  build: ({ config, nodeId }) => {
    const ref = chosenPipeline(config.pipeline, nodeId);
    return async (_inputs, call) => await call.runBody(bodyInput(ref, call.values));
  },
});
