import { expect, test } from "vitest";
import { choiceOf, defaultModel, modelChoices } from "./model-choices.ts";
import type { ModelInfo } from "./models.ts";

const listed: ModelInfo = {
  ref: { provider: "openai-compatible", model: "small", credential: "lab" },
  ...{
    title: "small",
    description: "At lab",
    context: null,
    priceIn: null,
    priceCached: null,
    priceOut: null,
    available: true,
  },
};
const credentials = [
  { id: "lab", name: "Lab", provider: "openai-compatible" },
  { id: "vectors", name: "Vectors", provider: "pinecone" },
];
const choices = modelChoices([defaultModel, listed], credentials);

test("every listed model can be chosen, and any other of a credential that serves models", () => {
  expect(choices.map(({ label }) => label)).toEqual(["Default model", "small", "Another model of Lab…"]);
});

test("a reference is found again: the default, a listed model, and a name that no list has", () => {
  expect(choiceOf(choices, { provider: "default", model: "" })?.label).toBe("Default model");
  expect(choiceOf(choices, listed.ref)?.label).toBe("small");
  expect(choiceOf(choices, { ...listed.ref, model: "my-own" })?.label).toBe("Another model of Lab…");
  expect(choiceOf(choices, { ...listed.ref, credential: "gone" })).toBe(undefined);
});
