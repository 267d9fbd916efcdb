import { z } from "zod";
import { assertNever } from "../../../lib/errors.ts";
import type { ModelRef } from "../../../lib/models/models.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type Call, type ChatOptions, defineNode, port, type Services } from "../../define.ts";
import { askAgain } from "../../models/ask-again.ts";
import { answerOf, askAll } from "../../models/ask-all.ts";
import type { Asked } from "../../models/ask-model.ts";
import { noAnswer, usageOf } from "../../models/ask-report.ts";
import { judge } from "../../models/judge.ts";
import { countVotes } from "./count-votes.ts";
import { modelList } from "./model-list.ts";
import { modelRef } from "./model-ref.ts";
import { answerOptions, demandPrompt, filesPort, maxTokens, systemPrompt, temperature } from "./model-settings.ts";

const withModel = { setting: "strategy", is: ["best", "merge"] };

export const ensemble = defineNode({
  type: "ensemble",
  version: 1,
  title: "Ensemble",
  summary: "Makes one answer from those of several models: by vote, by a judge, or written from all.",
  category: "model",
  effect: "costly",
  icon: "combine",
  keywords: ["vote", "majority", "best of", "merge", "consensus", "several", "models", "self-consistency"],
  subtitle: "models",
  answers: "answers",
  config: z.object({
    models: modelList({
      description: "They are asked at the same time. One may be in the list more than once.",
      min: 2,
    }),
    strategy: z.enum(["vote", "best", "merge"]).default("vote").meta({
      title: "One answer from all",
      description: "Vote: the one that most gave. Best: a model chooses. Merge: a model writes one from all.",
      widget: "select",
    }),
    part: z
      .enum(["the whole answer", "the last line", "the first number"])
      .default("the whole answer")
      .meta({
        title: "What is compared",
        description: "Letter case, punctuation at the ends and spaces do not count.",
        widget: "select",
        usedWhen: { setting: "strategy", is: ["vote"] },
      }),
    model: modelRef().meta({
      title: "Model that chooses or writes",
      description: "It reads the prompt and all answers.",
      usedWhen: withModel,
    }),
    criteria: z.string().max(20_000).default("Prefer what is correct, complete and clear.").meta({
      title: "Criteria",
      description: "What it looks at.",
      widget: "textarea",
      usedWhen: withModel,
    }),
    system: systemPrompt(),
    temperature: temperature(0.7),
    maxTokens: maxTokens(1024),
  }),
  inputs: {
    prompt: port("text", { title: "Prompt", description: "What every model is asked." }),
    history: port("messages", { title: "History", description: "What was said before.", optional: true }),
    files: filesPort(),
  },
  outputs: {
    answer: port("text", { title: "Answer", description: "The one answer." }),
    agreement: port("number", {
      title: "Agreement",
      description: "By vote: the share of the answers that agree with it, up to 1.",
    }),
    answers: port("json", {
      title: "Answers",
      description: "What each model said, with its times, tokens and cost, or why it did not answer.",
    }),
    decision: port("json", {
      title: "Decision",
      description: "How the answer was made: the votes and whether there was a tie, or whom the judge chose and why.",
    }),
  },
  docs: {
    about:
      "The Ensemble node makes one answer from those of several models. By vote, it takes the answer that most models gave; letter case, punctuation at the ends and spaces do not count, and only the last line or the first number may be compared. A tie goes to the model that stands first in the list, and “Decision” says so. With “best”, a model chooses one of the answers; with “merge”, it writes one from all of them, which streams. A model that chooses or writes is asked again while it is busy; when one that chooses does not answer, the first answer stands, and “Decision” says why. Models that fail or do not answer whole are left out, and “Answers” says why.",
    example: {
      summary: "Two of three models agree, although they write it differently.",
      config: {
        models: ["a", "b", "c"].map((model) => ({ provider: "openai-compatible" as const, model, credential: "c" })),
      },
      inputs: { prompt: "Is a tomato a fruit? Answer yes or no." },
      given: "The models say “Yes.”, “no” and “yes”.",
      outputs: {
        answer: "Yes.",
        agreement: 0.67,
        answers: [
          { contender: "a", model: "a", result: "complete", text: "Yes.", tokensIn: 7, tokensOut: 3 },
          { contender: "b", model: "b", result: "complete", text: "no", tokensIn: 7, tokensOut: 3 },
          { contender: "c", model: "c", result: "complete", text: "yes", tokensIn: 7, tokensOut: 3 },
        ],
        decision: {
          by: "vote",
          isTie: false,
          votes: [
            { vote: "yes", count: 2, models: ["a", "c"] },
            { vote: "no", count: 1, models: ["b"] },
          ],
        },
      },
    },
  },
  build:
    ({ config, services }) =>
    async ({ prompt, history, files }, call) => {
      demandPrompt({ prompt, history, files });
      const options = answerOptions(config);
      const asked = await askAll(services, { ...config, options, prompt, history, files }, call);
      const whole = asked.filter(({ result }) => result === "complete");
      if (whole.length === 0) throw noAnswer(asked);
      const made = await makeOne({ ...config, options, prompt, whole }, services, call);
      return { ...made, answers: asked.map((each, index) => answerOf(each, config.models[index])) };
    },
});

type Making = {
  strategy: "vote" | "best" | "merge";
  part: Parameters<typeof countVotes>[1];
  model: ModelRef;
  criteria: string;
  options: ChatOptions;
  prompt: string;
  whole: readonly Asked[];
};
type Made = { answer: string; agreement?: number; decision: Json };

async function makeOne(making: Making, services: Services, call: Call): Promise<Made> {
  switch (making.strategy) {
    case "vote":
      return vote(making, call);
    case "best":
      return await best(making, services, call);
    case "merge":
      return await merge(making, services, call);
    default:
      return assertNever(making.strategy);
  }
}

function vote({ whole, part }: Making, call: Call): Made {
  const votes = countVotes(
    whole.map(({ text }) => text),
    part,
  );
  const [first, second] = votes;
  const winner = whole[first?.places[0] ?? 0];
  if (!first || !winner) throw noAnswer(whole);
  call.onUsage(usageOf(winner));
  const isTie = second?.places.length === first.places.length;
  const listed = votes.map(({ vote: said, places }) => ({
    vote: said,
    count: places.length,
    models: places.flatMap((place) => whole[place]?.model ?? []),
  }));
  const agreement = first.places.length / whole.length;
  return { answer: winner.text, agreement, decision: { by: "vote", isTie, votes: listed } };
}

async function best({ whole, model, criteria, prompt }: Making, services: Services, call: Call): Promise<Made> {
  const answers = whole.map(({ text }) => text);
  const found = await judge(services, { model, criteria, prompt, answers }, call);
  const chosen = whole[found.best ?? 0];
  if (!chosen) throw noAnswer(whole);
  call.onUsage(usageOf(chosen));
  const reason = found.best === null ? `The first answer stands. ${found.reason}` : found.reason;
  return { answer: chosen.text, decision: { by: "best", model: chosen.model, reason, judge: found.judge } };
}

/** The one answer is the step's own text, and so streams as any model's does. */
async function merge(making: Making, services: Services, call: Call): Promise<Made> {
  const { whole, model, criteria, prompt, options } = making;
  const listed = whole.map(({ text }, index) => `Answer ${index + 1}:\n${text}`).join("\n\n");
  const system = `You are given a prompt and several answers to it. Write one answer from all of them, in which nothing is said that they do not say. ${criteria.trim()} Answer the prompt directly, without a word about the other answers.`;
  const asked = await askAgain(services, { system, prompt: `Prompt:\n${prompt}\n\n${listed}`, model, options }, call);
  if (asked.result !== "complete") throw asked.error ?? noAnswer([asked]);
  call.onUsage(usageOf(asked));
  return { answer: asked.text, decision: { by: "merge", model: asked.model, from: whole.map((each) => each.model) } };
}
