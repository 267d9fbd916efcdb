/** Asks one model once and says how that ended, in place of throwing: for nodes that ask more than one. */
import type { BaseMessage } from "@langchain/core/messages";
import { type ErrorCode, PatchbayError } from "../../lib/errors.ts";
import type { AskResult } from "../../lib/models/ask-results.ts";
import { labelOf, type ModelRef } from "../../lib/models/models.ts";
import { addUsage, type Usage } from "../../lib/models/usage.ts";
import type { FileRef, Message } from "../../lib/values/values.ts";
import type { Call, ChatOptions, Services } from "../define.ts";
import { readAnswer } from "./answer.ts";
import { asModelError } from "./providers/model-error.ts";

export type Question = {
  system: string;
  history?: readonly Message[] | undefined;
  prompt: string;
  files?: readonly FileRef[] | undefined;
};
export type Asking = Pick<Services, "models" | "files">;
type Ask = Question & {
  model: ModelRef;
  options: ChatOptions;
  /** Milliseconds to the first piece of text, and to the end of the answer; null: no limit. */
  limits?: { firstMs: number | null; totalMs: number | null };
  /** Its text grows beside that of others, under this title; null: it is not shown while it grows. */
  part?: string | null;
};

export type Asked = {
  /** The model's own name for itself where it says one. */
  model: string;
  result: AskResult;
  text: string;
  reasoning?: string;
  /** Something of what it thinks was told. */
  hasThought: boolean;
  /** Of every result but `complete`. */
  error?: PatchbayError;
  usage: Usage;
  /** To the first piece of text; null when none came. */
  firstMs: number | null;
  totalMs: number;
};

/**
 * What it takes counts as the step's, without how it ended: that is for the node to say, of the answer that it goes on with.
 * Throws only when the step itself is stopped.
 */
export async function askModel(services: Asking, ask: Ask, call: Call): Promise<Asked> {
  const startedAt = performance.now();
  const { signal, spoke, end } = limited(call.signal, ask.limits);
  let usage: Usage = {};
  let firstMs: number | null = null;
  let hasThought = false;
  const own: Pick<Call, "signal" | "onToken" | "onUsage"> = {
    signal,
    onToken(text, part) {
      // Beside other texts, each under its title, there is no place for what a model thinks.
      if (part !== undefined) {
        if (ask.part !== undefined) return;
        hasThought = true;
        call.onToken(text, part);
        return;
      }
      firstMs ??= performance.now() - startedAt;
      spoke();
      if (ask.part !== null) call.onToken(text, ask.part);
    },
    onUsage({ outcome: _outcome, ...more }) {
      usage = addUsage(usage, more);
      call.onUsage(more);
    },
  };
  const ended = await answer(services, ask, own).catch((thrown: unknown): Ended => {
    call.signal.throwIfAborted();
    const error = signal.aborted && signal.reason instanceof PatchbayError ? signal.reason : errorOf(thrown);
    return { result: resultOf(error), text: "", error };
  });
  end();
  const times = { firstMs: firstMs === null ? null : Math.round(firstMs) };
  return {
    ...ended,
    model: usage.model ?? labelOf(ask.model),
    ...{ usage, hasThought },
    ...times,
    totalMs: Math.round(performance.now() - startedAt),
  };
}

type Ended = Pick<Asked, "result" | "text" | "error" | "reasoning">;

async function answer(services: Asking, ask: Ask, call: Pick<Call, "signal" | "onToken" | "onUsage">): Promise<Ended> {
  const [{ langchainConfig }, { readConversation }] = await Promise.all([
    import("../langchain-config.ts"),
    import("./messages.ts"),
  ]);
  const model = await services.models.chat(ask.model, ask.options).catch((thrown: unknown) => {
    throw thrown instanceof PatchbayError && thrown.code === "bad_input" ? unusable(thrown) : thrown;
  });
  const { system, history = [], prompt, files = [] } = ask;
  const asked = await readConversation({ system, history, prompt, files }, { services, signal: call.signal });
  const said = await model.invoke(asked, langchainConfig(call));
  return read(said);
}

function read(said: BaseMessage): Ended {
  try {
    const { text, outcome, failure, reasoning } = readAnswer(said, "continue");
    const thoughts = reasoning === undefined ? {} : { reasoning };
    return { text, result: outcome, ...thoughts, ...(failure ? { error: failure } : {}) };
  } catch (thrown) {
    const error = errorOf(thrown);
    return { text: "", result: error.code === "node_failed" ? "empty" : resultOf(error), error };
  }
}

/** A signal that also ends at the limits; `spoke` says that the first text has come. */
function limited(
  outer: AbortSignal,
  { firstMs, totalMs }: NonNullable<Ask["limits"]> = { firstMs: null, totalMs: null },
) {
  const own = new AbortController();
  const after = (ms: number | null, words: string) =>
    ms === null ? undefined : setTimeout(() => own.abort(tooSlow(words, ms)), ms);
  const first = after(firstMs, "It said nothing");
  const total = after(totalMs, "It was not done");
  return {
    signal: AbortSignal.any([outer, own.signal]),
    spoke: () => clearTimeout(first),
    end() {
      clearTimeout(first);
      clearTimeout(total);
    },
  };
}

const tooSlow = (words: string, ms: number) => new PatchbayError("timeout", `${words} within ${ms / 1000} s.`);

function unusable(cause: PatchbayError): PatchbayError {
  return new PatchbayError("provider_refused", cause.userMessage, { cause });
}

function errorOf(thrown: unknown): PatchbayError {
  if (thrown instanceof PatchbayError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return asModelError(thrown) ?? new PatchbayError("node_failed", text, { cause: thrown });
}

const results: Partial<Record<ErrorCode, AskResult>> = {
  answer_cut: "cut",
  answer_filtered: "filtered",
  answer_refused: "refused",
  answer_broken: "broken_off",
  provider_busy: "busy",
  unavailable: "busy",
  too_many: "busy",
  timeout: "slow",
  provider_refused: "unusable",
  forbidden: "unusable",
  not_found: "unusable",
  bad_input: "not_accepted",
  over_budget: "over_budget",
};

function resultOf({ code }: PatchbayError): AskResult {
  return results[code] ?? "failed";
}
