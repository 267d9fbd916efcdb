/** What is known of a model's answer besides its text, as LangChain's messages carry it. */
import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { type ErrorCode, PatchbayError } from "../../lib/errors.ts";
import { AnswerOutcome, Usage } from "../../lib/models/usage.ts";
import { unopenedThoughts } from "./protocols/chat/thoughts.ts";

/** Why an answer ended. `words` are the model's own for a refusal; `reasoning` came before it; `cause` broke it off. */
export type AnswerEnd = { outcome: AnswerOutcome; words?: string; reasoning?: string; cause?: PatchbayError };

const About = z.object({
  usage: Usage,
  end: z.object({
    outcome: AnswerOutcome,
    words: z.string().exactOptional(),
    reasoning: z.string().exactOptional(),
    cause: z.instanceof(PatchbayError).exactOptional(),
  }),
});

/** For the metadata of an answer's last piece. */
export function aboutAnswer({ usage, ...end }: AnswerEnd & { usage: Usage }, model: string): Record<string, unknown> {
  return { patchbay: () => ({ usage: { ...usage, model, outcome: end.outcome }, end }) };
}

function aboutOf(message: BaseMessage): z.infer<typeof About> | undefined {
  const about: unknown = message.response_metadata.patchbay;
  // LangChain merges metadata piece by piece; a function passes through it whole.
  return typeof about === "function" ? About.safeParse(about()).data : undefined;
}

export function usageOf(message: BaseMessage): Usage | undefined {
  return aboutOf(message)?.usage;
}

export type OnIncomplete = "fail" | "continue";
type Kept = { text: string; reasoning?: string; outcome: AnswerOutcome; failure: PatchbayError | undefined };

/**
 * The answer's text, without blank lines around it and with the indent of its first line. Throws the typed error of an
 * answer that is not complete, when its node says so or when there is no text to go on with.
 */
export function readAnswer(message: BaseMessage, onIncomplete: OnIncomplete): Kept {
  const end: AnswerEnd = aboutOf(message)?.end ?? { outcome: "complete" };
  const unopened = unopenedThoughts(message.text);
  const said = (unopened?.text ?? message.text).replace(/^(?:[^\S\n]*\n)+/, "").trimEnd();
  const text = said === "" && end.words !== undefined ? end.words : said;
  const failure = end.outcome === "complete" ? undefined : incompleteError(end, text);
  if (failure && (onIncomplete === "fail" || text === "")) throw failure;
  if (text === "") throw saidNothing();
  const { outcome } = end;
  const reasoning = end.reasoning ?? unopened?.thought;
  return { text, outcome, failure, ...(reasoning === undefined ? {} : { reasoning }) };
}

/** Why the answer is not whole; undefined when it is. */
export function failureIn(message: BaseMessage): PatchbayError | undefined {
  const end = aboutOf(message)?.end;
  return end === undefined || end.outcome === "complete" ? undefined : incompleteError(end, message.text);
}

const reasons = {
  cut: [
    "answer_cut",
    "The answer was cut at the limit of output tokens. Raise “Max output tokens” in the node's settings or ask for less.",
  ],
  filtered: [
    "answer_filtered",
    "The content filter of the model's provider stopped the answer. Change the prompt, or ask another model.",
  ],
  refused: ["answer_refused", "The model refused to answer."],
  broken_off: ["answer_broken", "The answer broke off before its end. The text so far is not the whole answer."],
} as const satisfies Record<Exclude<AnswerOutcome, "complete">, readonly [ErrorCode, string]>;

function incompleteError({ outcome, words, cause }: AnswerEnd, text: string): PatchbayError {
  if (outcome === "complete") return saidNothing();
  if (cause && !cause.canRetry) return cause;
  const [code, reason] = reasons[outcome];
  const own = outcome === "refused" ? (words ?? text) : cause?.userMessage;
  const details = cause?.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs };
  const message = own ? `${reason} ${outcome === "refused" ? `It said: ${own}` : own}` : reason;
  return new PatchbayError(code, message, { ...details, ...(cause ? { cause } : {}) });
}

function saidNothing(): PatchbayError {
  const advice =
    "Change the prompt, or raise “Max output tokens” in the node's settings: some models use up tokens on reasoning first.";
  return new PatchbayError("node_failed", `The model returned an empty answer. ${advice}`);
}
