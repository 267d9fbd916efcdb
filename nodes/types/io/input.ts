import { z } from "zod";
import { Field } from "../../../lib/manifest.ts";
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
  keywords: ["start", "form", "parameters"],
  role: "run-input",
  config: z.object({
    fields: z
      .array(Field)
      .max(50)
      .default([{ name: "question", kind: "text", title: "Question" }])
      .meta({ title: "Fields", widget: "fields" }),
  }),
  inputs: {},
  outputs: {},
  derived: [{ from: "fields", side: "outputs", setting: "fields" }],
  build: () => (_inputs, call) => call.values,
});
