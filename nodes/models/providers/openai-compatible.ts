/** Any server that speaks OpenAI's chat completions. Patchbay retries by itself, after what the server asks for. */
import type { BaseMessage } from "@langchain/core/messages";
import { PatchbayError } from "../../../lib/errors.ts";
import { defined } from "../../../lib/values/defined.ts";
import type { ChatOptions } from "../../define.ts";
import { type Answerer, AnswererModel, type ReadPrice } from "../answerer-model.ts";
import type { ModelCredential } from "./credential.ts";
import { foldAnswer } from "./fold-answer.ts";
import { type Lacks, type Learnt, lackIn } from "./learnt.ts";
import { responseError } from "./model-error.ts";
import { postJson, wireMessages } from "./wire.ts";

type Deps = { credential: ModelCredential; learnt: Learnt; readPrice: ReadPrice };

export function openaiCompatible(
  model: string,
  { credential, learnt, readPrice }: Deps,
  options: ChatOptions,
): AnswererModel {
  const url = `${credential.baseUrl.replace(/\/+$/, "")}/chat/completions`;
  const answer: Answerer = async (messages, { signal, onPiece }) => {
    const key = `${url}\n${credential.secret}\n${model}`;
    let lacks = learnt.get(key);
    // Each turn learns one thing that the server does not take, and there are no more of them than that.
    for (;;) {
      const asked = requestBody({ model, messages, options, lacks });
      const response = await postJson(url, { credential, signal, body: asked });
      if (response.ok && response.body) {
        learnt.set(key, lacks);
        return await foldAnswer(response.body, { signal, onPiece, isTool: "tools" in asked });
      }
      const failed = response.ok ? emptyAnswer() : await responseError(response);
      const lack = lackIn(failed.message, { status: response.status, asked });
      if (lack === undefined || lacks.has(lack)) throw failed;
      lacks = new Set([...lacks, lack]);
    }
  };
  return new AnswererModel(model, answer, readPrice);
}

type Ask = { model: string; messages: BaseMessage[]; options: ChatOptions; lacks: Lacks };

function requestBody({ model, messages, options, lacks }: Ask): Record<string, unknown> {
  const { temperature, maxTokens, schema } = options;
  return {
    model,
    messages: wireMessages(messages, { hasSystem: !lacks.has("system") }),
    stream: true,
    ...(lacks.has("stream_options") ? {} : { stream_options: { include_usage: true } }),
    ...(lacks.has("temperature") ? {} : defined({ temperature })),
    ...(lacks.has("max_tokens")
      ? lacks.has("max_completion_tokens")
        ? {}
        : defined({ max_completion_tokens: maxTokens })
      : defined({ max_tokens: maxTokens })),
    ...(schema === undefined ? {} : schemaFields(schema, lacks)),
  };
}

/** How the server is held to a schema, as far as it can be; the prompt has the schema in words in any case. */
function schemaFields(schema: NonNullable<ChatOptions["schema"]>, lacks: Lacks): Record<string, unknown> {
  if (!lacks.has("response_format")) {
    return { response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: false } } };
  }
  if (lacks.has("tools")) return {};
  const tool = { name: "answer", description: "Give the answer in these fields.", parameters: schema };
  return {
    tools: [{ type: "function", function: tool }],
    tool_choice: { type: "function", function: { name: "answer" } },
  };
}

function emptyAnswer(): PatchbayError {
  return new PatchbayError("answer_broken", "The model's server answered with nothing.");
}
