import { z } from "zod";
import { Field } from "../../../lib/node-types/manifest.ts";
import { defineNode } from "../../define.ts";

/** Where a run ends. What reaches its ports is the run's answer. */
export const output = defineNode({
  type: "output",
  version: 1,
  title: "Output",
  summary: "The result of a run: each field becomes a port, and the value that arrives there is the result.",
  category: "output",
  effect: "pure",
  icon: "log-out",
  keywords: ["result", "answer", "response", "reply", "end", "return"],
  role: "run-output",
  config: z.object({
    fields: z
      .array(Field)
      .max(50)
      .default([{ name: "answer", kind: "any", title: "Answer", optional: true }])
      .meta({
        title: "Fields",
        description: "An optional field may stay empty, for example when its branch was not taken.",
        widget: "fields",
      }),
  }),
  inputs: {},
  outputs: {},
  derived: [{ from: "fields", side: "inputs", setting: "fields" }],
  docs: {
    about:
      "The Output node is where a run ends. Each of its fields is an input port, and what arrives there is the result of the run. Make a field optional when its branch may not be taken.",
    example: {
      summary: "What arrives at “Answer” is the result of the run. The node has no output ports.",
      config: { fields: [{ name: "answer", kind: "text", title: "Answer" }] },
      inputs: { answer: "Bram Stoker wrote Dracula." },
      outputs: {},
    },
  },
  build: () => () => ({}),
});
