import { z } from "zod";
import type { Values } from "../../../lib/run.ts";
import { defineNode, port } from "../../define.ts";
import { evaluateJsonata } from "../../jsonata/evaluate.ts";
import { bodyInput, chosenPipeline, pipelineSetting } from "./body.ts";
import { isTrue } from "./truth.ts";

export const loop = defineNode({
  type: "loop",
  version: 1,
  title: "Loop",
  summary: "Runs a pipeline or its own body repeatedly, each time on its previous outputs, until a condition is true.",
  category: "logic",
  effect: "pure",
  icon: "repeat",
  keywords: ["repeat", "while", "until", "iterate", "refine", "again"],
  body: "pipeline",
  subtitle: "until",
  config: z.object({
    pipeline: pipelineSetting("The value of an output goes into the input of the same name in the next round."),
    until: z
      .string()
      .max(20_000)
      .default("")
      .meta({
        title: "Until",
        description:
          "JSONata on the outputs of a round, for example score > 0.8. Leave empty to run the maximum number of rounds.",
        widget: "code",
        expression: { language: "jsonata", reads: "round" },
      }),
    max: z.number().int().min(1).max(1000).default(10).meta({
      title: "Maximum rounds",
      description: "After this many rounds, the run continues with the last outputs and “Reached” is false.",
    }),
  }),
  inputs: {},
  outputs: {
    rounds: port("number", { title: "Rounds", description: "How many rounds ran." }),
    reached: port("boolean", { title: "Reached", description: "Whether the condition became true." }),
  },
  derived: [
    { from: "fields", side: "inputs", setting: "pipeline.inputs" },
    { from: "fields", side: "outputs", setting: "pipeline.outputs" },
  ],
  docs: {
    about:
      "The Loop node runs another pipeline, or a body that is made inside the node, repeatedly. The value of an output goes into the input of the same name in the next round; the other inputs stay as they are. After each round the condition “Until”, a JSONata expression such as `score > 0.8`, tests the outputs. When it is true, the outputs of this round are passed on and “Reached” is true. After the maximum number of rounds, 10 unless you change it and 1,000 at most, the run continues with the last outputs and “Reached” is false.",
    example: {
      summary: "A number grows by 3 in each round until it is more than 5.",
      config: {
        pipeline: {
          id: "add",
          name: "Add",
          inputs: [
            { name: "n", kind: "number" },
            { name: "step", kind: "number" },
          ],
          outputs: [{ name: "n", kind: "number" }],
        },
        until: "n > 5",
      },
      inputs: { n: 0, step: 3 },
      given: "The pipeline “Add” returns n + step as n.",
      outputs: { n: 6, rounds: 2, reached: true },
    },
  },
  build: ({ config: { pipeline, until, max }, nodeId }) => {
    const ref = chosenPipeline(pipeline, nodeId);
    return async (_inputs, call) => {
      let values: Values = call.values;
      let outputs: Values = {};
      for (let round = 1; round <= max; round += 1) {
        outputs = await call.runBody(bodyInput(ref, values), round - 1);
        const reached = until.trim() !== "" && isTrue(await evaluateJsonata(until, outputs, call));
        if (reached) return { ...outputs, rounds: round, reached };
        values = { ...values, ...outputs };
      }
      return { ...outputs, rounds: max, reached: false };
    };
  },
});
