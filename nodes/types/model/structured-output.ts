import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { z } from "zod";
import { type ErrorIssue, PatchbayError } from "../../../lib/errors.ts";
import { Json } from "../../../lib/values/json.ts";
import { langchainConfig } from "../../call.ts";
import { type Call, defineNode, port } from "../../define.ts";
import { type JsonSchema, jsonSchema, schemaIssues } from "../../json-schema/json-schema.ts";
import { formConversation } from "../../models/form.ts";
import { asModelError } from "../../models/providers/model-error.ts";
import { modelRef } from "./model-ref.ts";
import { maxTokens, temperature } from "./model-settings.ts";

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
      const { schema, temperature, maxTokens } = config;
      const messages = formConversation(config.instructions, schema, text);
      const ask = (schemaBy: "format" | "tool") =>
        services.models
          .chat(config.model, { temperature, maxTokens, schema, schemaBy })
          .then((model) => fill(model, { messages, schema, call }));
      try {
        return { json: await ask("format") };
      } catch (thrown) {
        if (!lacksFormat(thrown)) throw thrown;
        return { json: await ask("tool") };
      }
    },
});

type Form = { messages: BaseMessage[]; schema: JsonSchema; call: Call };

/** Asks, and once more with what was wrong when the answer does not fit. */
async function fill(model: BaseChatModel, { messages, schema, call }: Form): Promise<Json> {
  const first = await model.invoke(messages, langchainConfig(call));
  const read = await readAnswer(first, schema, call.signal);
  if (read.issues.length === 0) return read.value;
  const wrong = `That does not fit: ${formatIssues(read.issues)}. Answer again with corrected JSON only.`;
  const again = [...messages, new AIMessage(read.text), new HumanMessage(wrong)];
  const second = await readAnswer(await model.invoke(again, langchainConfig(call)), schema, call.signal);
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

async function readAnswer(answer: BaseMessage, schema: JsonSchema, signal: AbortSignal): Promise<Read> {
  const tool = AIMessage.isInstance(answer) ? answer.tool_calls?.[0]?.args : undefined;
  const text = tool === undefined ? answer.text : JSON.stringify(tool);
  const value = parse(text);
  if (value === undefined) return { text, value: null, issues: [{ path: "", message: "it is not complete JSON" }] };
  return { text, value, issues: await schemaIssues(schema, value, signal) };
}

/** Models without a JSON mode like to wrap their JSON in a fence or a sentence. */
function parse(text: string): Json | undefined {
  for (const candidate of [text, text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)]) {
    try {
      const parsed = Json.safeParse(JSON.parse(candidate));
      if (parsed.success) return parsed.data;
    } catch {
      // Not JSON; the next candidate may be.
    }
  }
  return undefined;
}

function formatIssues(issues: readonly ErrorIssue[]): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`).replace(/\.$/, ""))
    .join("; ");
}

/** Some OpenAI-compatible servers know no JSON Schema format but do know tools. */
function lacksFormat(thrown: unknown): boolean {
  const error = thrown instanceof PatchbayError ? thrown : asModelError(thrown);
  return error?.code === "bad_input" && /response_format|json_schema/i.test(error.message);
}
