import { z } from "zod";
import { Field } from "../../../lib/node-types/manifest.ts";
import { defineNode } from "../../define.ts";

/** Where a run begins. Its fields make the run form, the API's `inputs` and this node's output ports. */
export const input = defineNode({
  type: "input",
  version: 1,
  title: "Input",
  summary: "The inputs of a run: each field becomes a port and a field of the run form.",
  category: "input",
  effect: "pure",
  icon: "log-in",
  keywords: ["start", "form", "question", "chat", "parameters"],
  role: "run-input",
  config: z.object({
    fields: z
      .array(Field)
      .max(50)
      .default([{ name: "question", kind: "text", title: "Question" }])
      .meta({
        title: "Fields",
        description: "Each is a field of the run form and an output port.",
        widget: "fields",
      }),
  }),
  inputs: {},
  outputs: {},
  derived: [{ from: "fields", side: "outputs", setting: "fields" }],
  docs: {
    about:
      "The Input node is where a run starts. Its fields make the form that you fill in before a run, the inputs of the API, and the node's output ports. Each field has a name, a kind such as text, number or file, and may be optional or have a default.",
    example: {
      summary: "A run started with two values passes each to the port of its field.",
      config: {
        fields: [
          { name: "question", kind: "text", title: "Question" },
          { name: "limit", kind: "number", title: "Limit", default: 3 },
        ],
      },
      inputs: { question: "Who wrote Dracula?", limit: 5 },
      outputs: { question: "Who wrote Dracula?", limit: 5 },
    },
  },
  build: () => (_inputs, call) => call.values,
});
