import { ChatOpenAICompletions } from "@langchain/openai";
import { defined } from "../../../lib/values/defined.ts";
import type { ChatOptions } from "../../define.ts";
import type { ModelCredential } from "./credential.ts";

/** Any server that speaks OpenAI's chat completions. Patchbay retries by itself, so the client does not. */
export function openaiCompatible(
  model: string,
  credential: ModelCredential,
  options: ChatOptions,
): ChatOpenAICompletions {
  const { temperature, maxTokens } = fitting(model, options);
  return new ChatOpenAICompletions({
    model,
    // The client insists on a key; servers that need none ignore it.
    apiKey: credential.secret || "none",
    // A redirect could lead the key to another host.
    configuration: {
      baseURL: credential.baseUrl,
      organization: null,
      project: null,
      fetchOptions: { redirect: "error" },
      ...defined({ fetch: credential.fetch }),
    },
    maxRetries: 0,
    streamUsage: true,
    ...defined({ temperature, maxTokens }),
    modelKwargs: schemaFields(options),
  });
}

/**
 * Models that think before they speak refuse a temperature, and their thoughts count as part of the answer's length: with
 * the token limit of a short reply alone they would say nothing.
 */
function fitting(
  model: string,
  { temperature, maxTokens }: ChatOptions,
): Pick<ChatOptions, "temperature" | "maxTokens"> {
  const isThinking = /^(.*\/)?(o\d|gpt-[56](?!-chat))/.test(model);
  if (!isThinking) return defined({ temperature, maxTokens });
  return maxTokens === undefined ? {} : { maxTokens: maxTokens + roomToThink };
}

const roomToThink = 16_000;

function schemaFields({ schema, schemaBy }: ChatOptions): Record<string, unknown> {
  if (schema === undefined) return {};
  if (schemaBy !== "tool") {
    return { response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: false } } };
  }
  const tool = { name: "answer", description: "Give the answer in these fields.", parameters: schema };
  return {
    tools: [{ type: "function", function: tool }],
    tool_choice: { type: "function", function: { name: "answer" } },
  };
}
