/** Has a model choose the best of several answers. */
import type { ModelRef } from "../../lib/models/models.ts";
import type { Call } from "../define.ts";
import { askAgain } from "./ask-again.ts";
import type { Asked, Asking } from "./ask-model.ts";
import { jsonIn } from "./json-in.ts";

type Ask = { model: ModelRef; criteria: string; prompt: string; answers: readonly string[] };
/** `best` is a place in the list; null when the judge named none. */
export type Judgement = { best: number | null; reason: string; judge: string };

/**
 * The order in which the judge reads them follows from the step, so that being first helps no model over many runs. One that
 * gives no answer has named none: the answers are there, and paid for.
 */
export async function judge(services: Asking, ask: Ask, call: Call): Promise<Judgement> {
  const order = rotated(ask.answers.length, call.idempotencyKey);
  const letters = order.map((_, place) => String.fromCharCode(65 + place));
  const schema = {
    type: "object",
    properties: {
      best: { type: "string", enum: letters },
      reason: { type: "string", description: "Why, in a few words" },
    },
    required: ["best", "reason"],
  };
  const { formText } = await import("./form.ts");
  const told = `You compare answers to the same prompt. ${ask.criteria.trim()}\nName the best one by its letter.`;
  const listed = order.map((index, place) => `Answer ${letters[place]}:\n${ask.answers[index]}`).join("\n\n");
  const question = { system: formText(told, schema), prompt: `Prompt:\n${ask.prompt}\n\n${listed}` };
  const options = { temperature: 0, maxTokens: 512, schema };
  const asked = await askAgain(services, { ...question, model: ask.model, options, part: null }, call);
  return read(asked, order);
}

function read(asked: Asked, order: readonly number[]): Judgement {
  for (const found of jsonIn(asked.text)) {
    const { best, reason }: { [key: string]: unknown } = { ...Object(found) };
    const index = order[letterIn(best)];
    if (index === undefined) continue;
    return { best: index, reason: typeof reason === "string" ? reason.slice(0, 500) : "", judge: asked.model };
  }
  if (asked.error?.isOwnOutage) throw asked.error;
  const why = asked.error
    ? `The judge did not answer: ${asked.error.userMessage}`
    : "The judge named none of the answers.";
  return { best: null, reason: why, judge: asked.model };
}

/** From 0 for A; −1 for what is no single letter: servers that hold no schema let a judge answer “Both” or “Answer B”. */
function letterIn(best: unknown): number {
  const [, letter] = /^\W*(?:answer)?\W*([a-z])\W*$/i.exec(String(best).trim()) ?? [];
  return letter === undefined ? -1 : letter.toUpperCase().charCodeAt(0) - 65;
}

function rotated(length: number, key: string): number[] {
  let sum = 0;
  for (const sign of key) sum = (sum * 31 + sign.charCodeAt(0)) % 1_000_003;
  const start = length === 0 ? 0 : sum % length;
  return Array.from({ length }, (_, place) => (place + start) % length);
}
