/** Folds the events of a model server into one answer, tolerantly: each field where some server has been seen to put it. */
import { PatchbayError } from "../../../lib/errors.ts";
import { type AnswerOutcome, readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Answered } from "../answerer-model.ts";
import { type AnswerEvent, answerEvents, done } from "./answer-events.ts";
import { providerError } from "./model-error.ts";
import { withoutThoughts } from "./thoughts.ts";

type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

type Folding = {
  usage: Usage;
  outcome: AnswerOutcome | undefined;
  words: string;
  isDone: boolean;
  hasSpoken: boolean;
  args: string;
  /** Its thoughts, where the server shows them, and whether it counts any. */
  reasoning: string;
  reasoned: boolean;
};

const maxReasoning = 200_000;

type Asked = { signal: AbortSignal | undefined; onPiece(text: string): void; isTool?: boolean };

/** `isSilent`: it has no text. `reasoned`: it thought first, whether or not it shows what. */
type Folded = Answered & { isSilent: boolean; reasoned: boolean };

/** Throws what the server reports before it has said anything; after that, the answer counts as broken off. */
export async function foldAnswer(body: ReadableStream<Uint8Array>, asked: Asked): Promise<Folded> {
  const state: Folding = {
    usage: {},
    outcome: undefined,
    words: "",
    isDone: false,
    hasSpoken: false,
    args: "",
    ...{ reasoning: "", reasoned: false },
  };
  const thoughts = withoutThoughts();
  let later = "";
  const say = (text: string) => {
    if (text === "") return;
    state.hasSpoken = true;
    if (asked.isTool) later += text;
    else asked.onPiece(text);
  };
  let cause: PatchbayError | undefined;
  try {
    for await (const event of answerEvents(body)) {
      if (event === done) state.isDone = true;
      else say(thoughts.push(foldEvent(state, event)));
    }
  } catch (thrown) {
    asked.signal?.throwIfAborted();
    if (!state.hasSpoken && thrown instanceof PatchbayError) throw thrown;
    cause = thrown instanceof PatchbayError ? thrown : undefined;
    state.outcome = "broken_off";
  }
  say(thoughts.end());
  if (asked.isTool && (state.args || later) !== "") asked.onPiece(state.args || later);
  const outcome = state.words === "" || state.outcome === "broken_off" ? state.outcome : "refused";
  return {
    outcome: outcome ?? (state.isDone ? "complete" : "broken_off"),
    usage: state.usage,
    ...(state.words === "" ? {} : { words: state.words }),
    ...(cause ? { cause } : {}),
    ...reasoningOf(state, thoughts.taken()),
    isSilent: !state.hasSpoken && state.args === "",
  };
}

function reasoningOf(state: Folding, tagged: string): { reasoning?: string; reasoned: boolean } {
  const reasoning = `${state.reasoning}${tagged}`.trim().slice(0, maxReasoning);
  return { ...(reasoning === "" ? {} : { reasoning }), reasoned: state.reasoned || reasoning !== "" };
}

/** What the event says, as text. */
function foldEvent(state: Folding, event: Exclude<AnswerEvent, typeof done>): string {
  if (event.error !== undefined && event.error !== null) throw providerError(event);
  const [choice] = Array.isArray(event.choices) ? event.choices.map(fields) : [];
  const isOllama = event.message !== undefined && typeof event.message === "object";
  if (!choice && !isOllama && event.usage == null && ("detail" in event || "message" in event))
    throw providerError(event);
  foldUsage(state, isOllama || event.done === true ? event : fields(event.usage));
  if (typeof event.model === "string" && event.model !== "") state.usage = { ...state.usage, model: event.model };
  if (choice?.error) throw providerError(choice);
  const delta = fields(choice?.delta ?? choice?.message ?? event.message);
  const reason = choice?.finish_reason ?? (event.done === true ? (event.done_reason ?? "stop") : undefined);
  if (typeof reason === "string" && reason !== "") state.outcome = outcomeOf(reason);
  // A whole object, not a piece of a stream, is the whole answer.
  else if (choice?.message !== undefined) state.isDone = true;
  if (typeof delta.refusal === "string") state.words += delta.refusal;
  const thought = [delta.reasoning_content, delta.reasoning, delta.thinking].find((each) => typeof each === "string");
  state.reasoning += thought ?? "";
  foldTool(state, delta);
  return textOf(state, delta.content ?? choice?.text);
}

function textOf(state: Folding, content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => partText(state, part)).join("");
}

function partText(state: Folding, part: unknown): string {
  if (typeof part === "string") return part;
  const { type, text, refusal } = fields(part);
  if (typeof refusal === "string") state.words += refusal;
  if (type === "thinking" || type === "reasoning") {
    state.reasoning += thoughtIn(part);
    return "";
  }
  return typeof text === "string" ? text : "";
}

/** A text, or a list of parts with texts, under one of two names. */
function thoughtIn(part: unknown): string {
  const { text, thinking } = fields(part);
  const said = thinking ?? text;
  if (typeof said === "string") return said;
  return Array.isArray(said) ? said.map(thoughtIn).join("") : "";
}

/** Patchbay offers one tool only, so its arguments need neither an index nor an id. */
function foldTool(state: Folding, delta: Fields): void {
  const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls : [];
  const first = calls.map(fields).find(({ index }) => index === undefined || index === 0);
  const args = fields(first?.function ?? delta.function_call).arguments;
  if (typeof args === "string") state.args += args;
  else if (args !== undefined && args !== null) state.args = stringifyJson(args);
}

/** Servers repeat their counts while they grow: the last one known stands. */
function foldUsage(state: Folding, usage: Fields): void {
  const details = fields(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const tokens = defined({
    tokensIn: readTokenCount(usage.prompt_tokens ?? usage.input_tokens ?? usage.prompt_eval_count),
    tokensOut: readTokenCount(usage.completion_tokens ?? usage.output_tokens ?? usage.eval_count),
    tokensCached: readTokenCount(details.cached_tokens ?? usage.prompt_cache_hit_tokens),
  });
  state.usage = { ...state.usage, ...tokens };
  const { reasoning_tokens } = fields(usage.completion_tokens_details ?? usage.output_tokens_details);
  if ((readTokenCount(reasoning_tokens) ?? 0) > 0) state.reasoned = true;
}

const outcomes: Readonly<Record<string, AnswerOutcome>> = {
  length: "cut",
  max_tokens: "cut",
  model_length: "cut",
  content_filter: "filtered",
  safety: "filtered",
  recitation: "filtered",
  prohibited_content: "filtered",
  refusal: "refused",
  error: "broken_off",
  load: "broken_off",
};

function outcomeOf(reason: string): AnswerOutcome {
  const known = Object.hasOwn(outcomes, reason.toLowerCase()) ? outcomes[reason.toLowerCase()] : undefined;
  return known ?? "complete";
}
