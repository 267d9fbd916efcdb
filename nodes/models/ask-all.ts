/** Asks several models the same, at the same time. */
import { labelOf, type ModelRef } from "../../lib/models/models.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Call, ChatOptions } from "../define.ts";
import { type Asked, type Asking, askModel, type Question } from "./ask-model.ts";
import { reportOf } from "./ask-report.ts";

type AskAll = Question & { models: readonly ModelRef[]; options: ChatOptions };

/** The text of each grows under its place and name. */
export function askAll(
  services: Asking,
  { models, system, history, prompt, files, options }: AskAll,
  call: Call,
): Promise<Asked[]> {
  const question = { system, history, prompt, files, options };
  const ask = (model: ModelRef, index: number) =>
    askModel(services, { ...question, model, part: `${index + 1}. ${labelOf(model)}` }, call);
  return Promise.all(models.map(ask));
}

/** `contender` is the model as the node's settings name it; `model` as it names itself. */
export function answerOf(asked: Asked, ref: ModelRef | undefined): Json {
  return { ...(ref ? { contender: labelOf(ref) } : {}), ...reportOf(asked), text: asked.text };
}
