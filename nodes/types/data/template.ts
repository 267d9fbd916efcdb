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
  keywords: ["liquid", "jinja", "mustache", "text", "format", "table", "join", "markdown", "html"],
  subtitle: "template",
  config: z.object({
    template: z
      .string()
      .max(100_000)
      .default("{% for item in items %}- {{ item }}\n{% endfor %}")
      .meta({
        title: "Template",
        description: "Liquid: {{ name.field }} reads a value, {% for item in list %} repeats.",
        widget: "template",
        expression: { language: "liquid", reads: "inputs", gives: "text" },
      }),
  }),
  inputs: {},
  outputs: { text: port("text", { title: "Text", description: "The filled template." }) },
  derived: [{ from: "template", side: "inputs", setting: "template", kind: "any" }],
  docs: {
    about:
      "The Template node writes text from values of any kind with Liquid: loops, conditions and filters. Each variable becomes an input port. Use it to make a table or a list out of JSON; use the Prompt node for prompts that only need texts.",
    example: {
      summary: "A list becomes lines of text.",
      config: { template: "{% for book in books %}- {{ book.title }} ({{ book.year }})\n{% endfor %}" },
      inputs: {
        books: [
          { title: "Dracula", year: 1897 },
          { title: "Emma", year: 1815 },
        ],
      },
      outputs: { text: "- Dracula (1897)\n- Emma (1815)\n" },
    },
  },
  build:
    ({ config }) =>
    async (_inputs, call) => ({ text: await renderTemplate(config.template, call.values, call) }),
});
