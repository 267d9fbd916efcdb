/** Asks a model over any of the protocols. Patchbay retries by itself, after what the server asks for. */
import { PatchbayError } from "../../../lib/errors.ts";
import { addUsage, type Usage } from "../../../lib/models/usage.ts";
import type { ChatOptions } from "../../define.ts";
import { type Answerer, AnswererModel, type ReadPrice, type Tools } from "../answerer-model.ts";
import type { Meter } from "../meter.ts";
import type { ModelCredential } from "../providers/credential.ts";
import { type LearntModel, lackIn, type Signs, type Traits } from "../providers/learnt.ts";
import { isLimitTooHigh, responseError } from "../providers/model-error.ts";
import { withoutSecret } from "../providers/without-secret.ts";
import { type AnswerPart, foldParts } from "./answers/answer-parts.ts";
import { FileNotTaken, type Turn, turnsOf, withTextOf } from "./turns.ts";
import { postJson } from "./wire.ts";

export type Ask = {
  model: string;
  turns: readonly Turn[];
  options: ChatOptions;
  tools: Tools | undefined;
  traits: Traits;
  signal: AbortSignal | undefined;
};
/** `isTool`: the schema stands as the one tool, whose arguments are the answer. */
export type Question = {
  url: string;
  body: Record<string, unknown>;
  isTool?: boolean;
  headers?: Record<string, string>;
};
export type Protocol = {
  /** Whose answers may be kept for it (turns.ts). */
  name: string;
  signs: Signs;
  question(ask: Ask, credential: ModelCredential): Question;
  parts(body: ReadableStream<Uint8Array>): AsyncIterable<AnswerPart>;
};

export type Deps = {
  credential: ModelCredential;
  learnt: LearntModel;
  readPrice: ReadPrice;
  meter?: Meter | undefined;
  /** How many tokens the model says at most by itself; null where that is not known. */
  maxOutput?: number | null;
};

/** For a model that reasons: its thoughts count as output, and “Max output tokens” means its answer. */
const reasoningRoom = 16_384;

export function outputLimit({ options: { maxTokens }, traits }: Pick<Ask, "options" | "traits">): number | undefined {
  return maxTokens === undefined ? undefined : maxTokens + (traits.has("reasons") ? reasoningRoom : 0);
}

/** What stands for a schema where the server does not take one. */
export const answerTool = { name: "answer", description: "Give the answer in these fields." };

type ModelDeps = Deps & { options: ChatOptions };

export function protocolModel(protocol: Protocol, model: string, deps: ModelDeps) {
  const { credential, readPrice, meter, learnt, options } = deps;
  const ask = answererOf(protocol, model, deps);
  const answer: Answerer = async (messages, call) => {
    try {
      const { cause, ...answered } = await ask(messages, call);
      const told = withoutSecret(cause, credential);
      return { ...answered, ...(told instanceof PatchbayError ? { cause: told } : {}) };
    } catch (thrown) {
      throw withoutSecret(thrown, credential);
    }
  };
  const limit = async () => outputLimit({ options, traits: await learnt.read() }) ?? deps.maxOutput ?? null;
  return new AnswererModel(model, answer, {
    ...{ readPrice, protocol: protocol.name, meter, outputLimit: limit },
    sent: options.schema,
  });
}

function answererOf(protocol: Protocol, model: string, { credential, learnt, options }: ModelDeps): Answerer {
  return async (messages, { signal, onPiece, onThought, onTool, tools, again }) => {
    let turns = turnsOf(messages);
    let traits = await learnt.read();
    let spent: Usage = {};
    // Each turn learns one thing of the server, and there are no more of them than that.
    for (;;) {
      const ask = (fitted: readonly Turn[]) =>
        protocol.question({ model, turns: fitted, options, tools, traits, signal }, credential);
      const { question, fitted } = await questionFor(turns, ask);
      turns = fitted;
      const response = await postJson(question, { credential, signal });
      if (response.ok && response.body) {
        const asked = { signal, onPiece, onThought, isTool: question.isTool ?? false, ...(onTool ? { onTool } : {}) };
        const answered = await foldParts(protocol.parts(response.body), asked);
        const isStarved = answered.outcome === "cut" && answered.isSilent && answered.reasoned;
        if (!isStarved || traits.has("reasons") || options.maxTokens === undefined) {
          await learnt.write(traits);
          return { ...answered, usage: addUsage(spent, answered.usage) };
        }
        spent = { ...answered.usage, outcome: "complete" };
        traits = new Set([...traits, "reasons"]);
        await again?.(options.maxTokens + reasoningRoom, spent);
        continue;
      }
      const failed = response.ok ? emptyAnswer() : await responseError(response);
      const at = { status: response.status, asked: question.body, signs: protocol.signs };
      const lack = isAboutRequest(failed, traits) ? lackIn(failed.message, at) : undefined;
      if (lack === undefined || traits.has(lack)) throw failed;
      traits = new Set([...traits, lack]);
    }
  };
}

/** What the protocol has no place for goes as its text. */
async function questionFor(turns: Turn[], ask: (turns: readonly Turn[]) => Question) {
  let fitted = turns;
  for (;;) {
    try {
      return { question: ask(fitted), fitted };
    } catch (thrown) {
      if (!(thrown instanceof FileNotTaken)) throw thrown;
      fitted = await withTextOf(fitted, thrown);
    }
  }
}

/**
 * What the model itself has said wrongly says nothing about the request, and a limit that is too high is the asker's, unless
 * the room for thoughts has made it so.
 */
function isAboutRequest({ code, message }: PatchbayError, traits: Traits): boolean {
  return code !== "answer_broken" && (traits.has("reasons") || !isLimitTooHigh(message));
}

function emptyAnswer(): PatchbayError {
  return new PatchbayError(
    "answer_broken",
    "The model's server sent an empty response. Try again, or look at the server's log.",
  );
}
