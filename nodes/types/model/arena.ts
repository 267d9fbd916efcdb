import { z } from "zod";
import { labelOf } from "../../../lib/models/models.ts";
import type { Json } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import { answerOf, askAll } from "../../models/ask-all.ts";
import type { Asked } from "../../models/ask-model.ts";
import { noAnswer, usageOf } from "../../models/ask-report.ts";
import { judge } from "../../models/judge.ts";
import { modelList } from "./model-list.ts";
import { modelRef } from "./model-ref.ts";
import { answerOptions, demandPrompt, filesPort, maxTokens, systemPrompt, temperature } from "./model-settings.ts";

export const arena = defineNode({
  type: "arena",
  version: 1,
  title: "Arena",
  summary: "Asks several models the same, side by side, and lets a judge or you choose the best answer.",
  category: "model",
  effect: "costly",
  icon: "trophy",
  keywords: ["compare", "models", "judge", "evaluate", "winner", "benchmark", "side by side"],
  subtitle: "models",
  answers: "answers",
  config: z.object({
    models: modelList({ description: "They are asked at the same time.", min: 2 }),
    by: z.enum(["you", "model"]).default("you").meta({
      title: "The best answer is chosen by",
      description: "You: on the page of the run, whenever you like. A model: in the run.",
      widget: "select",
    }),
    judge: modelRef().meta({ title: "Judge", usedWhen: { setting: "by", is: ["model"] } }),
    criteria: z
      .string()
      .max(20_000)
      .default("Prefer the answer that is correct, complete and clear.")
      .meta({
        title: "Criteria",
        description: "What the judge looks at.",
        widget: "textarea",
        usedWhen: { setting: "by", is: ["model"] },
      }),
    system: systemPrompt(),
    temperature: temperature(0.2),
    maxTokens: maxTokens(1024),
  }),
  inputs: {
    prompt: port("text", { title: "Prompt", description: "What every model is asked." }),
    history: port("messages", { title: "History", description: "What was said before.", optional: true }),
    files: filesPort(),
  },
  outputs: {
    answer: port("text", {
      title: "Answer",
      description: "The judge's choice; without a judge, the first whole answer in the order of the models.",
    }),
    model: port("text", { title: "Model", description: "The name of the model whose answer that is." }),
    answers: port("json", {
      title: "Answers",
      description: "What each model said, with its times, tokens and cost, or why it did not answer.",
    }),
    judgement: port("json", {
      title: "Judgement",
      description: "Which answer the judge chose and why. Only when a model is the judge.",
    }),
  },
  docs: {
    about:
      "The Arena node asks several models the same, side by side, and lets a judge or you choose the best answer. All answers stream at once, and each has its time to the first word, its total time, its tokens and its cost. A model as judge reads the answers in an order that changes from run to run. It is asked again while it is busy; when it names none, or does not answer, the first whole answer is taken, “Judgement” says why, and no model has won. Without a judge, choose the best answer on the page of the run; the run itself does not wait, and goes on with the first whole answer. The settings of the node show how often each model won over the last runs, and put the winner where it is used.",
    example: {
      summary: "Two models answer, and a third one finds the second answer better.",
      config: {
        models: [
          { provider: "openai-compatible", model: "short", credential: "c" },
          { provider: "openai-compatible", model: "long", credential: "c" },
        ],
        by: "model",
        judge: { provider: "openai-compatible", model: "judge", credential: "c" },
      },
      inputs: { prompt: "What is the capital of France?" },
      given: "The models say “Paris” and “It is Paris.”, and the judge chooses the second.",
      outputs: {
        answer: "It is Paris.",
        model: "long",
        answers: [
          { contender: "short", model: "short", result: "complete", text: "Paris", tokensIn: 7, tokensOut: 3 },
          { contender: "long", model: "long", result: "complete", text: "It is Paris.", tokensIn: 7, tokensOut: 3 },
        ],
        judgement: { best: 1, contender: "long", reason: "a whole sentence", judge: "judge" },
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
      const judged = config.by === "model" && whole.length > 0 ? await chooseOf(whole) : undefined;
      const chosen = judged?.best ?? whole[0];
      if (!chosen) throw noAnswer(asked);
      call.onUsage(usageOf(chosen));
      return {
        answer: chosen.text,
        model: chosen.model,
        answers: asked.map((each, index) => answerOf(each, config.models[index])),
        ...(judged ? { judgement: judged.judgement } : {}),
      };

      async function chooseOf(whole: readonly Asked[]) {
        const answers = whole.map(({ text }) => text);
        const found = await judge(services, { model: config.judge, criteria: config.criteria, prompt, answers }, call);
        const best = found.best === null ? undefined : whole[found.best];
        const place = best ? asked.indexOf(best) : -1;
        const ref = config.models[place];
        const winner: { [key: string]: Json } = ref ? { best: place, contender: labelOf(ref) } : { best: null };
        return { best, judgement: { ...winner, reason: found.reason, judge: found.judge } };
      }
    },
});
