/** Any server that speaks OpenAI's chat completions. Patchbay retries by itself, after what the server asks for. */
import type { BaseMessage } from "@langchain/core/messages";
import { PatchbayError } from "../../../lib/errors.ts";
import { addUsage, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import type { ChatOptions } from "../../define.ts";
import { type Answerer, AnswererModel, type ReadPrice } from "../answerer-model.ts";
import type { ModelCredential } from "./credential.ts";
import { foldAnswer } from "./fold-answer.ts";
import { type LearntModel, lackIn, type Traits } from "./learnt.ts";
import { responseError } from "./model-error.ts";
import { postJson, wireMessages } from "./wire.ts";

type Deps = { credential: ModelCredential; learnt: LearntModel; readPrice: ReadPrice };

/** For a model that reasons: its thoughts count as output, and “Max output tokens” means its answer. */
const reasoningRoom = 16_384;

export function openaiCompatible(model: string, { credential, learnt, readPrice }: Deps, options: ChatOptions) {
  const url = `${credential.baseUrl.replace(/\/+$/, "")}/chat/completions`;
  const answer: Answerer = async (messages, { signal, onPiece }) => {
    let traits = await learnt.read();
    let spent: Usage = {};
    // Each turn learns one thing of the server, and there are no more of them than that.
    for (;;) {
      const asked = requestBody({ model, messages, options, traits });
      const response = await postJson(url, { credential, signal, body: asked });
      if (response.ok && response.body) {
        const answered = await foldAnswer(response.body, { signal, onPiece, isTool: "tools" in asked });
        const isStarved = answered.outcome === "cut" && answered.isSilent && answered.reasoned;
        if (!isStarved || traits.has("reasons") || options.maxTokens === undefined) {
          await learnt.write(traits);
          return { ...answered, usage: addUsage(spent, answered.usage) };
        }
        spent = { ...answered.usage, outcome: "complete" };
        traits = new Set([...traits, "reasons"]);
        continue;
      }
      const failed = response.ok ? emptyAnswer() : await responseError(response);
      const lack = lackIn(failed.message, { status: response.status, asked });
      if (lack === undefined || traits.has(lack)) throw failed;
      traits = new Set([...traits, lack]);
    }
  };
  return new AnswererModel(model, answer, readPrice);
}

type Ask = { model: string; messages: BaseMessage[]; options: ChatOptions; traits: Traits };

function requestBody({ model, messages, options, traits }: Ask): Record<string, unknown> {
  const { temperature, schema } = options;
  const maxTokens =
    options.maxTokens === undefined ? undefined : options.maxTokens + (traits.has("reasons") ? reasoningRoom : 0);
  return {
    model,
    messages: wireMessages(messages, { hasSystem: !traits.has("system") }),
    stream: true,
    ...(traits.has("stream_options") ? {} : { stream_options: { include_usage: true } }),
    ...(traits.has("temperature") ? {} : defined({ temperature })),
    ...(traits.has("max_tokens")
      ? traits.has("max_completion_tokens")
        ? {}
        : defined({ max_completion_tokens: maxTokens })
      : defined({ max_tokens: maxTokens })),
    ...(schema === undefined ? {} : schemaFields(schema, traits)),
  };
}

/** How the server is held to a schema, as far as it can be; the prompt has the schema in words in any case. */
function schemaFields(schema: NonNullable<ChatOptions["schema"]>, traits: Traits): Record<string, unknown> {
  if (!traits.has("response_format")) {
    return { response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: false } } };
  }
  if (traits.has("tools")) return {};
  const tool = { name: "answer", description: "Give the answer in these fields.", parameters: schema };
  return {
    tools: [{ type: "function", function: tool }],
    tool_choice: { type: "function", function: { name: "answer" } },
  };
}

function emptyAnswer(): PatchbayError {
  return new PatchbayError(
    "answer_broken",
    "The model's server sent an empty response. Try again, or look at the server's log.",
  );
}
