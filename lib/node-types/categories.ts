/** Under which heads node types are listed. */

export const categories = ["trigger", "input", "model", "prompt", "data", "collection", "logic", "output"] as const;
export const categoryTitles = {
  trigger: "Triggers",
  input: "Inputs",
  prompt: "Prompts",
  model: "Models",
  data: "Data",
  collection: "Collections",
  logic: "Logic",
  output: "Outputs",
} as const satisfies Record<(typeof categories)[number], string>;
