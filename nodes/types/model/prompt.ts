import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { renderTemplate } from "../../liquid/liquid.ts";

export const prompt = defineNode({
  type: "prompt",
  version: 1,
  title: "Prompt",
  summary: "Fills a template with values. Each variable in it becomes an input port.",
  category: "prompt",
  effect: "pure",
  icon: "square-pen",
  keywords: ["template", "instructions", "text"],
  subtitle: "template",
  config: z.object({
    template: z
      .string()
      .max(100_000)
      .default("Answer the question.\n\nQuestion: {{ question }}")
      .meta({ title: "Template", description: "Liquid: {{ name }} becomes a port.", widget: "template" }),
  }),
  inputs: {},
  outputs: { prompt: port("text") },
  derived: [{ from: "template", side: "inputs", setting: "template", kind: "text" }],
  build:
    ({ config }) =>
    async (_inputs, call) => ({ prompt: await renderTemplate(config.template, call.values, call) }),
});
