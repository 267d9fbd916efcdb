import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { assertNever } from "../../lib/errors.ts";
import { hasWords, type Message } from "../../lib/values/values.ts";

/** The conversation a model is asked to continue: system text, what was said before, the prompt. Empty parts are left out. */
export function toConversation(system: string, history: readonly Message[], prompt: string): BaseMessage[] {
  const messages = history.filter(hasWords).map(toLangchain);
  if (system.trim() !== "") messages.unshift(new SystemMessage(system));
  if (prompt.trim() !== "") messages.push(new HumanMessage(prompt));
  return messages;
}

function toLangchain({ role, content }: Message): BaseMessage {
  switch (role) {
    case "system":
      return new SystemMessage(content);
    case "assistant":
      return new AIMessage(content);
    // A tool's answer without its call is refused by providers; as plain text of the conversation it is understood.
    case "tool":
    case "user":
      return new HumanMessage(content);
    default:
      return assertNever(role);
  }
}
