/** What any protocol's answer consists of, and how its parts become one answer. */
import { randomUUID } from "node:crypto";
import { PatchbayError } from "../../../../lib/errors.ts";
import type { AnswerOutcome, Usage } from "../../../../lib/models/usage.ts";
import { stringifyJson } from "../../../../lib/values/exact-json.ts";
import type { Answered, ToolPiece } from "../../answerer-model.ts";

/**
 * `usage`: servers repeat their counts while they grow, so the last one known stands. `end` says why the answer ended, `over`
 * only that it did. `keep` is to be sent back as it is. `picture`: what it said there is no text. `reasoned`: it thinks, whether or
 * not it shows what.
 */
export type AnswerPart =
  | { type: "text" | "thought"; text: string }
  | { type: "refusal"; text: string }
  | ({ type: "tool" } & ToolPiece)
  | { type: "usage"; usage: Usage }
  | { type: "keep"; block: unknown }
  | { type: "end"; outcome: AnswerOutcome }
  | { type: "picture" }
  | { type: "reasoned" }
  | { type: "over" };

export type Fields = Record<string, unknown>;
export const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

export type Asked = {
  signal: AbortSignal | undefined;
  onPiece(text: string): void;
  /** What it thinks, as far as the server tells, which is no part of the answer. */
  onThought?: ((text: string) => void) | undefined;
  onTool?: (piece: ToolPiece) => void;
  /** The arguments of the one tool that was offered are the answer. */
  isTool?: boolean;
};
/** `isSilent`: it has no text. */
export type Folded = Answered & { isSilent: boolean; reasoned: boolean };

const maxReasoning = 200_000;

type Folding = {
  usage: Usage;
  outcome: AnswerOutcome | undefined;
  words: string;
  reasoning: string;
  args: string;
  later: string;
  /** The first half of a character whose other half comes with the next piece. */
  half: { text: string; thought: string };
  kept: unknown[];
  calls: Map<number, { isNamed: boolean }>;
  hasSpoken: boolean;
  hasPicture: boolean;
  reasoned: boolean;
  isOver: boolean;
};

/** Throws what the server reports before it has said anything; after that, the answer counts as broken off. */
export async function foldParts(parts: AsyncIterable<AnswerPart>, asked: Asked): Promise<Folded> {
  const state: Folding = {
    ...{ usage: {}, outcome: undefined, words: "", reasoning: "", args: "", later: "", kept: [] },
    half: { text: "", thought: "" },
    calls: new Map(),
    ...{ hasSpoken: false, hasPicture: false, reasoned: false, isOver: false },
  };
  let cause: PatchbayError | undefined;
  try {
    for await (const part of parts) foldPart(state, part, asked);
  } catch (thrown) {
    asked.signal?.throwIfAborted();
    // Some servers hang up without a word once all is said.
    const isWhole = state.isOver || state.outcome !== undefined;
    if (isWhole && !(thrown instanceof PatchbayError)) return folded(state, asked);
    if (!state.hasSpoken && thrown instanceof PatchbayError) throw thrown;
    cause = thrown instanceof PatchbayError ? thrown : undefined;
    state.outcome = "broken_off";
  }
  if (state.hasPicture && !state.hasSpoken && state.words === "" && cause === undefined) {
    cause = onlyPicture();
    state.outcome = "broken_off";
  }
  return { ...folded(state, asked), ...(cause ? { cause } : {}) };
}

function onlyPicture(): PatchbayError {
  return new PatchbayError(
    "node_failed",
    "The model answered with a picture and without a text, and only texts are read. Choose a model that answers in texts.",
  );
}

function folded(state: Folding, asked: Asked): Folded {
  for (const type of ["thought", "text"] as const) tell(state, { type, text: state.half[type] }, asked);
  const { words, args, later, kept } = state;
  if (asked.isTool && (args || later) !== "") asked.onPiece(args || later);
  const outcome = words === "" || state.outcome === "broken_off" ? state.outcome : "refused";
  const reasoning = state.reasoning.trim().slice(0, maxReasoning);
  return {
    outcome: outcome ?? (state.isOver ? "complete" : "broken_off"),
    usage: state.usage,
    ...(words === "" ? {} : { words }),
    ...(reasoning === "" ? {} : { reasoning }),
    ...(kept.length === 0 ? {} : { kept }),
    reasoned: state.reasoned || reasoning !== "",
    isSilent: !state.hasSpoken,
  };
}

function foldPart(state: Folding, part: AnswerPart, asked: Asked): void {
  switch (part.type) {
    case "text":
    case "thought":
      foldText(state, part, asked);
      return;
    case "refusal":
      state.words += part.text;
      return;
    case "tool":
      foldTool(state, part, asked);
      return;
    case "usage":
      state.usage = { ...state.usage, ...part.usage };
      if ((part.usage.tokensReasoning ?? 0) > 0) state.reasoned = true;
      return;
    case "keep":
      state.kept.push(part.block);
      return;
    case "end":
      // A proxy may say “stop” after the reason of the server behind it.
      if (state.outcome === undefined || part.outcome !== "complete") state.outcome = part.outcome;
      return;
    case "picture":
      state.hasPicture = true;
      return;
    case "reasoned":
      state.reasoned = true;
      return;
    case "over":
      state.isOver = true;
  }
}

function foldText(state: Folding, part: { type: "text" | "thought"; text: string }, asked: Asked): void {
  const whole = state.half[part.type] + part.text;
  const end = whole.length - (isHighSurrogate(whole.charCodeAt(whole.length - 1)) ? 1 : 0);
  state.half[part.type] = whole.slice(end);
  tell(state, { type: part.type, text: whole.slice(0, end) }, asked);
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;

function tell(state: Folding, { type, text }: { type: "text" | "thought"; text: string }, asked: Asked): void {
  if (text === "") return;
  if (type === "thought") {
    state.reasoning += text;
    asked.onThought?.(text);
    return;
  }
  state.hasSpoken = true;
  if (asked.isTool) state.later += text;
  else asked.onPiece(text);
}

/** The id and the name of a call are told once: LangChain takes a piece with another id for another call. */
function foldTool(state: Folding, { index, id, name, args }: ToolPiece, asked: Asked): void {
  state.hasSpoken = true;
  const call = state.calls.get(index) ?? { isNamed: false };
  const isFirst = !state.calls.has(index);
  const piece = {
    index,
    // Not all servers name their calls, and their answers have to be told apart.
    ...(isFirst ? { id: id ?? `call_${randomUUID()}` } : {}),
    ...(name === undefined || call.isNamed ? {} : { name }),
    ...(args === undefined ? {} : { args }),
  };
  state.calls.set(index, { isNamed: call.isNamed || name !== undefined });
  if (!asked.isTool) asked.onTool?.(piece);
  // Of several calls of the one tool the first counts.
  else if (index === state.calls.keys().next().value) state.args += args ?? "";
}

/** Arguments as text: some servers send an object. */
export function argsText(args: unknown): string | undefined {
  if (typeof args === "string") return args;
  return args === undefined || args === null ? undefined : stringifyJson(args);
}
