import type { BaseMessage } from "@langchain/core/messages";
import { RunnableSequence } from "@langchain/core/runnables";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Message } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { toConversation } from "../../models/messages.ts";
import { modelRef } from "./model-ref.ts";
import { maxTokens, temperature } from "./model-settings.ts";

type In = { prompt: string; history?: Message[] };
type Out = { reply: string; message: Message };

export const chatModel = defineNode({
  type: "chat-model",
  version: 1,
  title: "Chat model",
  summary: "Sends a prompt to a language model and streams its reply.",
  category: "model",
  effect: "costly",
  icon: "message-square",
  keywords: ["llm", "gpt", "ai", "answer", "generate", "openai", "ollama"],
  subtitle: "model",
  config: z.object({
    model: modelRef(),
    system: z.string().max(100_000).default("").meta({
      title: "System prompt",
      description: "Who the model should be and how it should answer.",
      widget: "textarea",
    }),
    temperature: temperature(0.2),
    maxTokens: maxTokens(1024),
  }),
  inputs: {
    prompt: port("text", { title: "Prompt" }),
    history: port("messages", { title: "History", description: "What was said before.", optional: true }),
  },
  outputs: { reply: port("text", { title: "Reply" }), message: port("message", { title: "Message" }) },
  async build({ config, services }) {
    const { temperature, maxTokens } = config;
    const model = await services.models.chat(config.model, { temperature, maxTokens });
    return RunnableSequence.from<In, Out>([
      ({ prompt, history }: In) => toConversation(config.system, history ?? [], prompt),
      model,
      toOutputs,
    ]);
  },
});

function toOutputs(answer: BaseMessage): Out {
  const reply = answer.text.trim();
  if (reply === "") throw saidNothing();
  return { reply, message: { role: "assistant", content: reply } };
}

function saidNothing(): PatchbayError {
  const advice =
    "Change the prompt, or raise “Max output tokens” in the node's settings: some models use up tokens on reasoning first.";
  return new PatchbayError("node_failed", `The model returned an empty answer. ${advice}`);
}
