import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { renderTemplate } from "../../liquid/liquid.ts";

export const template = defineNode({
  type: "template",
  version: 1,
  title: "Template",
  summary:
    "Writes text from values of any kind: loops, conditions and filters in Liquid. Each variable becomes a port.",
  category: "data",
  effect: "pure",
  icon: "file-text",
  keywords: ["liquid", "text", "format", "table", "join", "markdown", "html"],
  subtitle: "template",
  config: z.object({
    template: z.string().max(100_000).default("{% for item in items %}- {{ item }}\n{% endfor %}").meta({
      title: "Template",
      description: "Liquid: {{ name.field }} reads a value, {% for item in list %} repeats.",
      widget: "template",
    }),
  }),
  inputs: {},
  outputs: { text: port("text", { title: "Text" }) },
  derived: [{ from: "template", side: "inputs", setting: "template", kind: "any" }],
  build:
    ({ config }) =>
    async (_inputs, call) => ({ text: await renderTemplate(config.template, call.values, call) }),
});
