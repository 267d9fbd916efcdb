/** Built into Patchbay: they answer on its own machine and cost nothing. */
export const builtInModel = { language: "smollm2-135m-instruct", extractive: "extractive-answerer" } as const;
