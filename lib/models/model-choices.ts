import { defaultModelRef, type ModelInfo, type ModelRef, type ModelService, servesModels } from "./models.ts";

/** One line of a list to choose a model from, and what choosing it means. */
type ModelChoice = { value: string; label: string; hint: string; ref: ModelRef };

/** The listed models, and of each credential any other model, by a name that is entered (an empty one in `ref`). */
export function modelChoices(
  models: readonly ModelInfo[],
  credentials: readonly { id: string; name: string; provider: string }[],
): ModelChoice[] {
  return [
    ...models.map(({ ref, title, description, available, unavailableReason }) => ({
      value: modelKey(ref),
      label: title,
      hint: available ? description : (unavailableReason ?? "Not available"),
      ref,
    })),
    ...credentials.filter(servesModels<{ id: string; name: string; provider: string }>).map(otherModel),
  ];
}

function otherModel({ id, name, provider }: { id: string; name: string; provider: ModelService }): ModelChoice {
  const ref = { provider, model: "", credential: id };
  return { value: otherKey(id), label: `Another model of ${name}…`, hint: "Enter its name.", ref };
}

/** What stands for the default model until the list with its name has been read. */
export const defaultModel: ModelInfo = {
  ref: defaultModelRef,
  title: "Default model",
  description: "Set for the workspace in Settings",
  context: null,
  priceIn: null,
  priceCached: null,
  priceOut: null,
  available: true,
};

/** Which of the choices a reference is; undefined for one that none of them means. */
export function choiceOf(choices: readonly ModelChoice[], ref: ModelRef): ModelChoice | undefined {
  const key = modelKey(ref);
  const other = ref.credential === undefined ? undefined : otherKey(ref.credential);
  return choices.find(({ value }) => value === key) ?? choices.find(({ value }) => value === other);
}

export function modelKey({ provider, model, credential }: ModelRef): string {
  return [provider, credential ?? "", model].join("\n");
}

function otherKey(credential: string): string {
  return `other ${credential}`;
}
