import { z } from "zod";
import { reasoningPart } from "../../../lib/chat/answer-in.ts";
import { type AskResult, askResults } from "../../../lib/models/ask-results.ts";
import { defineNode, port } from "../../define.ts";
import { type Asked, askModel, type Question } from "../../models/ask-model.ts";
import { noAnswer, reportOf, usageOf } from "../../models/ask-report.ts";
import { modelList } from "./model-list.ts";
import {
  answerOptions,
  demandPrompt,
  filesPort,
  maxTokens,
  onIncomplete,
  systemPrompt,
  temperature,
} from "./model-settings.ts";

const seconds = (title: string, description: string) =>
  z
    .number()
    .positive()
    .max(3600)
    .nullable()
    .default(null)
    .meta({ title, description, widget: "number", empty: "No limit" });

const usual: Exclude<AskResult, "complete">[] = [
  "filtered",
  "broken_off",
  "empty",
  "busy",
  "slow",
  "unusable",
  "not_accepted",
  "over_budget",
  "failed",
];

export const fallback = defineNode({
  type: "fallback",
  version: 1,
  title: "Fallback",
  summary: "Asks the first of several models, and the next one when that does not answer well.",
  category: "model",
  effect: "costly",
  icon: "arrow-down-up",
  keywords: ["llm", "retry", "backup", "failover", "order", "models", "timeout"],
  subtitle: "models",
  config: z.object({
    models: modelList({ description: "They are asked in this order, until one answers." }),
    on: z
      .array(z.enum(askResults).exclude(["complete"]))
      .default(usual)
      .meta({
        title: "Go on to the next model on",
        description: "When the last model ends like this, the step fails.",
        widget: "ask-results",
      }),
    firstSeconds: seconds("Seconds to the first word", "Without a word by then, the try is given up. Empty: no limit."),
    totalSeconds: seconds("Seconds per try", "An answer that is not whole by then is given up. Empty: no limit."),
    system: systemPrompt(),
    temperature: temperature(0.2),
    maxTokens: maxTokens(1024),
    onIncomplete: onIncomplete(),
  }),
  inputs: {
    prompt: port("text", { title: "Prompt", description: "What the models are asked." }),
    history: port("messages", { title: "History", description: "What was said before.", optional: true }),
    files: filesPort(),
  },
  outputs: {
    reply: port("text", { title: "Reply", description: "The answer of the first model that did." }),
    model: port("text", { title: "Model", description: "The name of the model that answered." }),
    tries: port("json", {
      title: "Tries",
      description: "Every model that was asked: how it ended and why, its times, tokens and cost.",
    }),
  },
  docs: {
    about:
      "The Fallback node asks the first of several models, and the next one when that does not answer well. You choose which ends of a try lead to the next model: a server that is busy or cannot be reached, a refused key, an answer that is cut, filtered, refused, broken off or empty, one that is too slow, or a call that a budget does not allow, so that a cheaper model may answer. “Seconds to the first word” and “Seconds per try” say what too slow is. What a model said before its try was given up is taken from the card, and its tokens count. The reply leaves at “Reply”, the name of the model at “Model”, and all tries with their reasons at “Tries”. When no model answers, the step fails and says why each did not.",
    example: {
      summary: "The first model's server is busy, so the second one answers.",
      config: {
        models: [
          { provider: "openai-compatible", model: "large", credential: "c" },
          { provider: "openai-compatible", model: "small", credential: "c" },
        ],
      },
      inputs: { prompt: "What is the capital of France?" },
      given: "The first model's server answers with status 503, and the second model says “Paris”.",
      outputs: {
        reply: "Paris",
        model: "small",
        tries: [
          { model: "large", result: "busy", reason: "The model's provider is busy (503): overloaded" },
          { model: "small", result: "complete", tokensIn: 7, tokensOut: 3 },
        ],
      },
    },
  },
  build:
    ({ config, services }) =>
    async ({ prompt, history, files }, call) => {
      demandPrompt({ prompt, history, files });
      const limits = { firstMs: inMs(config.firstSeconds), totalMs: inMs(config.totalSeconds) };
      const question: Question = { system: config.system, history, prompt, files };
      const tries: Asked[] = [];
      for (const model of config.models) {
        const asked = await askModel(services, { ...question, model, options: answerOptions(config), limits }, call);
        tries.push(asked);
        if (isGoodEnough(asked, config)) {
          call.onUsage(usageOf(asked));
          return { reply: asked.text, model: asked.model, tries: tries.map(reportOf) };
        }
        if (asked.firstMs !== null) call.onDiscard();
        if (asked.hasThought) call.onDiscard(reasoningPart);
        if (!isOneOf(config.on, asked.result)) break;
      }
      throw noAnswer(tries);
    },
});

const inMs = (given: number | null) => (given === null ? null : given * 1000);
const isOneOf = (list: readonly AskResult[], result: AskResult) => list.includes(result);
function isGoodEnough(asked: Asked, { on, onIncomplete }: { on: AskResult[]; onIncomplete: "fail" | "continue" }) {
  if (asked.result === "complete") return true;
  return !on.includes(asked.result) && asked.text !== "" && onIncomplete === "continue";
}
