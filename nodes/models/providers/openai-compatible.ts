/** Any server that speaks OpenAI's chat completions. */
import { defined } from "../../../lib/values/defined.ts";
import type { ChatOptions } from "../../define.ts";
import { chatParts } from "./fold-answer.ts";
import { chatSigns, type Traits } from "./learnt.ts";
import { type Ask, answerTool, outputLimit, type Protocol } from "./protocol.ts";
import { chatFile, chatMessages } from "./wire.ts";

export const openaiCompatible: Protocol = {
  name: "chat",
  signs: chatSigns,
  question: (ask, { baseUrl }) => ({
    url: `${baseUrl.replace(/\/+$/, "")}/chat/completions`,
    body: chatBody(ask),
    isTool: hasAnswerTool(ask),
  }),
  parts: chatParts,
};

function hasAnswerTool({ options, tools, traits }: Ask): boolean {
  return options.schema !== undefined && !tools && traits.has("response_format") && !traits.has("tools");
}

function chatBody(ask: Ask): Record<string, unknown> {
  const { model, turns, options, tools, traits } = ask;
  const maxTokens = outputLimit(ask);
  return {
    model,
    messages: chatMessages(turns, { hasSystem: !traits.has("system"), fileOf: chatFile }),
    stream: true,
    ...(traits.has("stream_options") ? {} : { stream_options: { include_usage: true } }),
    ...(traits.has("temperature") ? {} : defined({ temperature: options.temperature })),
    ...(traits.has("max_tokens")
      ? traits.has("max_completion_tokens")
        ? {}
        : defined({ max_completion_tokens: maxTokens })
      : defined({ max_tokens: maxTokens })),
    ...(tools ? chatTools(tools) : {}),
    ...(options.schema === undefined ? {} : schemaFields(options.schema, traits, tools !== undefined)),
  };
}

function chatTools({ specs, choice }: NonNullable<Ask["tools"]>): Record<string, unknown> {
  const named = typeof choice === "object" ? { type: "function", function: choice } : undefined;
  return {
    tools: specs.map((spec) => ({ type: "function", function: spec })),
    tool_choice: named ?? (choice === "any" ? "required" : choice),
  };
}

/** How the server is held to a schema, as far as it can be; the prompt has the schema in words in any case. */
function schemaFields(schema: NonNullable<ChatOptions["schema"]>, traits: Traits, hasTools: boolean) {
  if (!traits.has("response_format")) {
    return { response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: false } } };
  }
  if (traits.has("tools") || hasTools) return {};
  return {
    tools: [{ type: "function", function: { ...answerTool, parameters: schema } }],
    tool_choice: { type: "function", function: { name: answerTool.name } },
  };
}
