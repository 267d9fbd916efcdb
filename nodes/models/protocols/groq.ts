/** Groq's chat completions (console.groq.com/docs/api-reference). Thoughts stand apart when they are asked for as `parsed`. */
import { chatProtocol } from "./openai-compatible.ts";
import { type FilePart, notTaken } from "./turns.ts";
import { chatFile } from "./wire.ts";

export const groq = chatProtocol({
  urlOf: ({ baseUrl }) => `${baseUrl.replace(/\/+$/, "")}/chat/completions`,
  lacks: ["max_tokens"],
  fileOf(file: FilePart) {
    if (file.type === "file") throw notTaken(file, "Groq");
    return chatFile(file);
  },
  extra: ({ traits }) => (traits.has("thoughts") ? {} : { reasoning_format: "parsed" }),
});
