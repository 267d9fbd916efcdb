import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { nearestLine } from "./nearest-line.ts";

const fixedOutputs = {
  none: port("text", { title: "None", description: "Taken when no class reaches the minimum similarity." }),
  label: port("text", { title: "Label", description: "The name of the class, or “none”." }),
  scores: port("json", { title: "Scores", description: "The similarity of each class, up to 1." }),
};

const Class = z.object({
  name: z
    .string()
    .min(1, "Give every class a name.")
    .max(64)
    .refine((name) => !Object.hasOwn(fixedOutputs, name), "Another output has this name. Choose a different one."),
  description: z.string().max(4000).default(""),
});

export const classify = defineNode({
  type: "classify",
  version: 1,
  title: "Classify",
  summary: "Sends a text to the branch with the most similar description. Needs no model key.",
  category: "logic",
  effect: "pure",
  icon: "split",
  keywords: ["route", "router", "switch", "branch", "category", "intent", "similarity"],
  config: z.object({
    classes: z
      .array(Class)
      .min(1)
      .max(50)
      .refine(
        (classes) => new Set(classes.map(({ name }) => name)).size === classes.length,
        "Two classes have one name.",
      )
      .default([
        { name: "question", description: "The person asks something.\nHow does this work?\nWhat is the price?" },
        { name: "complaint", description: "The person is unhappy.\nThis is broken.\nI want my money back." },
      ])
      .meta({
        title: "Classes",
        description: "Describe each class, or give example sentences, one per line. The most similar line counts.",
        widget: "names",
      }),
    minScore: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ title: "Minimum similarity", description: "Below it, the text goes to “None”.", widget: "slider" }),
  }),
  inputs: { text: port("text", { title: "Text", description: "The text to classify." }) },
  outputs: fixedOutputs,
  derived: [{ from: "names", side: "outputs", setting: "classes", kind: "text" }],
  docs: {
    about:
      "The Classify node sends a text to the branch with the most similar description. Describe each class in a sentence, or give example sentences, one per line; the most similar line counts. It compares meanings with the built-in embedding model and needs no key. Below the minimum similarity, the text leaves at “None”, and so does an empty one.",
    example: {
      summary: "A message goes to the branch “complaint”, whose examples are the most similar.",
      inputs: { text: "The lamp arrived broken and I want a refund." },
      given: "The built-in embedding model measures the similarities, shown here to two digits.",
      outputs: {
        complaint: "The lamp arrived broken and I want a refund.",
        label: "complaint",
        scores: { question: 0.3, complaint: 0.49 },
      },
    },
  },
  build: ({ config, services }) => {
    // The classes are the same for every text, so their lines are embedded once: with the first.
    const nearest = nearestLine(config.classes, services);
    return async ({ text }, { signal }) => {
      if (text.trim() === "") return { label: "none", scores: {}, none: text };
      const scores = await nearest(text, signal);
      const best = scores.toSorted((a, b) => b.score - a.score)[0];
      const taken = best && best.score >= config.minScore ? best.name : "none";
      return {
        label: taken,
        scores: Object.fromEntries(scores.map(({ name, score }) => [name, score])),
        [taken]: text,
      };
    };
  },
});
