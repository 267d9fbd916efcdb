import { builtInModel } from "./prices.ts";

/** What to call the answers of the models that come with Patchbay. */
const marks: Readonly<Record<string, { title: string; note: string }>> = {
  [builtInModel.language]: {
    title: "Small test model",
    note: "The model that comes with Patchbay is very small and often makes mistakes. Check what it says.",
  },
  [builtInModel.extractive]: {
    title: "Quotes only, no language model",
    note: "The extractive answerer quotes the sentences that fit best. They need not be the answer.",
  },
};

/** Of a model by the name that its answers carry; undefined for a connected one. */
export function onBoardMark(model: string | null): { title: string; note: string } | undefined {
  return model !== null && Object.hasOwn(marks, model) ? marks[model] : undefined;
}

/** The first of these steps that such a model answered. */
export function firstOnBoard(steps: readonly { model: string | null }[]): string | null {
  return steps.find(({ model }) => onBoardMark(model) !== undefined)?.model ?? null;
}
