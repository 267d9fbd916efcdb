import { expect, test } from "vitest";
import { testModels } from "../../../tests/helpers/models.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { chatModel } from "../../types/model/chat-model.ts";
import { structuredOutput } from "../../types/model/structured-output.ts";

const passages = `[1] (sharing.md) A share link shows one published version. You can revoke it at any time on the Share dialog.

[2] (runs.md) Every run is kept in the history. Filter it by status, version, trigger and time.`;

test("answers in the words of the passages, and streams them", async () => {
  await using models = testModels();
  const prompt = `Answer from these passages only.\n\n${passages}\n\nQuestion: How do I revoke a share link?`;
  const { outputs, tokens, usage } = await runNode(chatModel, { inputs: { prompt }, services: { models } });
  expect(outputs.reply).toContain("You can revoke it at any time on the Share dialog.");
  expect(outputs.reply).not.toContain("history");
  expect(tokens.length).toBeGreaterThan(5);
  expect(tokens.join("").trim()).toBe(outputs.reply);
  expect(usage).toMatchObject([{ model: "extractive-answerer" }]);
});

test("says so when there is nothing to quote", async () => {
  await using models = testModels();
  const { outputs } = await runNode(chatModel, { inputs: { prompt: "Write a poem." }, services: { models } });
  expect(outputs.reply).toMatch(/only quotes.*connect a language model/);
});

test("fills in a form with quotes that fit its rules", async () => {
  await using models = testModels();
  const schema = {
    type: "object",
    properties: {
      delivery: { type: "string", description: "how the delivery was" },
      stars: { type: "integer", minimum: 1, maximum: 5 },
      price: { type: "number" },
      topic: { enum: ["furniture", "music", "cooking"] },
      reasons: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 2 },
    },
    required: ["delivery", "stars", "price", "topic", "reasons"],
  };
  const text = "The chair is comfortable. The delivery was two weeks late. It cost 49.50. Four stars from me.";
  const { outputs } = await runNode(structuredOutput, { config: { schema }, inputs: { text }, services: { models } });
  expect(outputs.json).toMatchObject({
    delivery: "The delivery was two weeks late.",
    stars: 4,
    price: 49.5,
    topic: "furniture",
  });
});
