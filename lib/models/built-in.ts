/** Built into Patchbay: they answer on its own machine and cost nothing. */
export const builtInModel = { language: "smollm2-135m-instruct", extractive: "extractive-answerer" } as const;

/** Embeds texts of 16 languages; the other embedding on board, which needs no name, reads English. */
export const multilingualEmbedding = "universal-sentence-encoder-multilingual-3";
export const multilingualLanguages =
  "Arabic, Chinese (both scripts), Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian, Spanish, Thai and Turkish";
