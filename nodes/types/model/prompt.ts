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
      .meta({
        title: "Template",
        description: "Liquid: {{ name }} becomes a port.",
        widget: "template",
        expression: { language: "liquid", reads: "inputs", gives: "prompt" },
      }),
  }),
  inputs: {},
  outputs: { prompt: port("text", { description: "The filled template." }) },
  derived: [{ from: "template", side: "inputs", setting: "template", kind: "text" }],
  docs: {
    about:
      "The Prompt node fills a text template with values. Each variable in double braces, such as `{{ question }}`, becomes an input port as soon as you type it. The filled text leaves at the port “prompt”. Prompts are written in Liquid.",
    example: {
      summary: "Two variables become two ports, and their values fill the template.",
      config: { template: "Translate into {{ language }}:\n\n{{ text }}" },
      inputs: { language: "French", text: "Good morning" },
      outputs: { prompt: "Translate into French:\n\nGood morning" },
    },
  },
  build:
    ({ config }) =>
    async (_inputs, call) => ({ prompt: await renderTemplate(config.template, call.values, call) }),
});
