/** Settings that every node which asks a language model has in common. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Message } from "../../../lib/values/values.ts";
import { type ChatOptions, port } from "../../define.ts";

export function systemPrompt() {
  return z.string().max(100_000).default("").meta({
    title: "System prompt",
    description: "Who the model should be and how it should answer.",
    widget: "textarea",
  });
}

export function temperature(value: number) {
  return z.number().min(0).max(2).nullable().default(value).meta({
    title: "Temperature",
    description: "Low is predictable, high is creative. Empty: the model's own.",
    widget: "slider",
  });
}

/** What goes with the prompt. */
export function filesPort() {
  return port("file", {
    title: "Files",
    description: "Pictures, PDFs and texts that go with the prompt.",
    optional: true,
    multiple: true,
  });
}

/** What follows an answer that is not whole. */
export const onIncompleteOf = z.enum(["fail", "continue"]);

export function onIncomplete() {
  return onIncompleteOf.default("fail").meta({
    title: "Incomplete answer",
    description: "When the answer is cut, filtered, refused or broken off: fail, or continue with it, marked.",
  });
}

export function maxTokens(value: number) {
  return z.number().int().min(1).max(200_000).nullable().default(value).meta({
    title: "Max output tokens",
    description: "100 tokens are about 75 words. Empty: the model's own limit.",
    widget: "number",
  });
}

/** What a model is asked with: of an empty setting nothing is sent, so that the model keeps its own. */
export function answerOptions(config: { temperature: number | null; maxTokens: number | null }): ChatOptions {
  const { temperature, maxTokens } = config;
  return { ...(temperature === null ? {} : { temperature }), ...(maxTokens === null ? {} : { maxTokens }) };
}

type Asked = { prompt: string; history?: readonly Message[] | undefined; files?: readonly unknown[] | undefined };

/** Throws `bad_input` when a model would be asked nothing. */
export function demandPrompt({ prompt, history, files = [] }: Asked): void {
  if (prompt.trim() === "" && files.length === 0 && history?.at(-1)?.role !== "user") throw emptyPrompt();
}

function emptyPrompt(): PatchbayError {
  return new PatchbayError("bad_input", "The prompt is empty, so the model was not asked. Connect a text to “Prompt”.");
}
