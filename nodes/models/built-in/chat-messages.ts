/** A conversation as the process of a language model takes it, and what that says of its answer. */
import type { BaseMessage } from "@langchain/core/messages";
import type { Answered } from "../answerer-model.ts";
import type { LlamaAsk, LlamaResult } from "./llama-protocol.ts";

export function toChat(messages: readonly BaseMessage[]): LlamaAsk["messages"] {
  return messages.map((message) => ({ role: roleOf(message), content: message.text }));
}

function roleOf(message: BaseMessage): LlamaAsk["messages"][number]["role"] {
  if (message.type === "system") return "system";
  return message.type === "ai" ? "assistant" : "user";
}

export function answeredBy({ tokensIn, tokensOut, stopped, reasoning }: LlamaResult): Answered {
  return {
    outcome: stopped === "length" ? "cut" : "complete",
    usage: { tokensIn, tokensOut },
    ...(reasoning === undefined ? {} : { reasoning }),
  };
}
