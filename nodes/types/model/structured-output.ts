import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { type ErrorIssue, PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type Call, defineNode, port } from "../../define.ts";
import { type JsonSchema, jsonSchema, schemaIssues } from "../../json-schema/json-schema.ts";
import { type OnIncomplete, readAnswer } from "../../models/answer.ts";
import { jsonIn } from "../../models/json-in.ts";
import { modelRef } from "./model-ref.ts";
import { answerOptions, maxTokens, onIncomplete, temperature } from "./model-settings.ts";

export const structuredOutput = defineNode({
  type: "structured-output",
  version: 1,
  title: "Structured output",
  summary: "Uses a language model to extract JSON with the fields you define from a text.",
  category: "model",
  effect: "costly",
  icon: "table-properties",
  keywords: ["json", "extract", "schema", "form", "fields", "parse", "table"],
  subtitle: "model",
  config: z.object({
    model: modelRef(),
    instructions: z.string().max(100_000).default("Fill in the fields from the text.").meta({
      title: "Instructions",
      description: "Tells the model how to read the text.",
      widget: "textarea",
    }),
    schema: jsonSchema({
      type: "object",
      properties: {
        title: { type: "string", description: "What the text is about, in a few words" },
        topics: { type: "array", items: { type: "string" }, maxItems: 5 },
      },
      required: ["title", "topics"],
    }),
    temperature: temperature(0),
    maxTokens: maxTokens(1024),
    onIncomplete: onIncomplete(),
  }),
  inputs: { text: port("text", { title: "Text", description: "The text to read." }) },
  outputs: { json: port("json", { title: "JSON", description: "An object with the fields." }) },
  docs: {
    about:
      "The Structured output node uses a language model to extract JSON with the fields you define from a text. The fields are a JSON Schema. When the model's answer does not fit, the model is asked once more; then the step fails with the reason. With the built-in model, texts in the fields are copied from your text word by word, so that it invents nothing.",
    example: {
      summary: "A review becomes a title and a number of stars.",
      config: {
        schema: {
          type: "object",
          properties: { title: { type: "string" }, stars: { type: "integer", minimum: 1, maximum: 5 } },
          required: ["title", "stars"],
        },
      },
      inputs: { text: "I read Dracula in one night. Four stars!" },
      given: "The model fills in the two fields.",
      outputs: { json: { title: "Dracula", stars: 4 } },
    },
  },
  build:
    ({ config, services }) =>
    async ({ text }, call) => {
      const { schema } = config;
      if (text.trim() === "") throw emptyText();
      const { formConversation } = await import("../../models/form.ts");
      const messages = formConversation(config.instructions, schema, text);
      const model = await services.models.chat(config.model, { ...answerOptions(config), schema });
      return { json: await fill(model, { messages, schema, call, onIncomplete: config.onIncomplete }) };
    },
});

type Form = { messages: BaseMessage[]; schema: JsonSchema; call: Call; onIncomplete: OnIncomplete };

/** Asks, and once more with what was wrong when the answer does not fit. */
async function fill(model: BaseChatModel, { messages, ...form }: Form): Promise<Json> {
  const [{ AIMessage, HumanMessage }, { langchainConfig }] = await Promise.all([
    import("@langchain/core/messages"),
    import("../../langchain-config.ts"),
  ]);
  const first = await model.invoke(messages, langchainConfig(form.call));
  const read = await readForm(first, form);
  if (read.issues.length === 0) return read.value;
  const wrong = `That does not fit: ${formatIssues(read.issues)}. Answer again with corrected JSON only.`;
  const again = [...messages, new AIMessage(read.text), new HumanMessage(wrong)];
  const second = await readForm(await model.invoke(again, langchainConfig(form.call)), form);
  if (second.issues.length === 0) return second.value;
  const advice = "Simplify the fields, raise “Max output tokens”, or choose a larger model.";
  throw new PatchbayError(
    "node_failed",
    `The model's answer does not fit the fields: ${formatIssues(second.issues)}. ${advice}`,
    {
      issues: second.issues,
    },
  );
}

type Read = { text: string; value: Json; issues: ErrorIssue[] };

/** An answer that is not whole fails unless its node goes on with such answers and it fits all the same. */
async function readForm(answer: BaseMessage, { schema, call, onIncomplete }: Omit<Form, "messages">): Promise<Read> {
  const { text, failure } = readAnswer(answer, onIncomplete);
  let read: Read = { text, value: null, issues: [{ path: "", message: "it is not complete JSON" }] };
  for (const value of jsonIn(text)) {
    const issues = await schemaIssues(schema, value, call.signal);
    if (issues.length === 0) return { text, value, issues };
    if (read.value === null) read = { text, value, issues };
  }
  if (failure) throw failure;
  return read;
}

function formatIssues(issues: readonly ErrorIssue[]): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`).replace(/\.$/, ""))
    .join("; ");
}

function emptyText(): PatchbayError {
  return new PatchbayError("bad_input", "The text is empty, so the model was not asked. Connect a text to “Text”.");
}
