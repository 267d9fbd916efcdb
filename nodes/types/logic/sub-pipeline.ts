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
  keywords: ["call", "nested", "subworkflow", "workflow", "reuse", "component", "function", "subflow"],
  body: "pipeline",
  config: z.object({ pipeline: pipelineSetting("It runs inside this run, and its steps are shown with this one's.") }),
  inputs: {},
  outputs: {},
  derived: [
    { from: "fields", side: "inputs", setting: "pipeline.inputs" },
    { from: "fields", side: "outputs", setting: "pipeline.outputs" },
  ],
  docs: {
    about:
      "The Sub-pipeline node runs another pipeline as one step. The pipeline's inputs and outputs become the node's ports. “Create body here” makes one inside the node instead. Choose a version, or leave it open: then its newest published version counts, or its draft when it has none. Its steps are shown inside the run, under the node. Pipelines nest up to 20 deep; a pipeline cannot contain itself.",
    example: {
      summary: "The input and the output of a pipeline are the ports of the node.",
      config: {
        pipeline: {
          id: "shout",
          name: "Shout",
          inputs: [{ name: "text", kind: "text" }],
          outputs: [{ name: "loud", kind: "text" }],
        },
      },
      inputs: { text: "hello" },
      given: "The pipeline “Shout” returns its text in capitals.",
      outputs: { loud: "HELLO" },
    },
  },
  build: ({ config, nodeId }) => {
    const ref = chosenPipeline(config.pipeline, nodeId);
    return async (_inputs, call) => await call.runBody(bodyInput(ref, call.values));
  },
});
