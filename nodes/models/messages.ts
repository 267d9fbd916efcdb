import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { assertNever } from "../../lib/errors.ts";
import { type FileRef, type Message, saysSomething } from "../../lib/values/values.ts";
import type { Services } from "../services.ts";
import type { MessagePart } from "./files.ts";

/** The conversation a model is asked to continue: system text, what was said before, the prompt. Empty parts are left out. */
export function toConversation(system: string, history: readonly Message[], prompt: string): BaseMessage[] {
  const asked = prompt.trim() === "" ? [] : [new HumanMessage(prompt)];
  return conversationOf(system, history.filter(saysSomething).map(toLangchain), asked);
}

function conversationOf(system: string, before: readonly BaseMessage[], asked: readonly BaseMessage[]): BaseMessage[] {
  return [...(system.trim() === "" ? [] : [new SystemMessage(system)]), ...before, ...asked];
}

type WithFiles = { system: string; history: readonly Message[]; prompt: string; files: readonly FileRef[] };
type Reading = { services: Pick<Services, "files">; signal: AbortSignal };

/** The same with files, those of earlier messages too. */
export async function readConversation(
  { system, history, prompt, files }: WithFiles,
  reading: Reading,
): Promise<BaseMessage[]> {
  const before = history.filter(saysSomething).map(async (message) => {
    const { role, content, files: own = [] } = message;
    return role === "user" && own.length > 0 ? await readPastMessage(content, own, reading) : toLangchain(message);
  });
  const asked =
    files.length > 0
      ? [await readMessage(prompt, files, reading)]
      : prompt.trim() === ""
        ? []
        : [new HumanMessage(prompt)];
  return conversationOf(system, await Promise.all(before), asked);
}

async function readMessage(text: string, files: readonly FileRef[], reading: Reading): Promise<HumanMessage> {
  const { readPart } = await import("./files.ts");
  return withParts(text, await Promise.all(files.map((file) => readPart(file, reading))));
}

/** Its files may have been deleted since. */
export async function readPastMessage(
  text: string,
  files: readonly FileRef[],
  reading: Reading,
): Promise<HumanMessage> {
  const { readPastPart } = await import("./files.ts");
  return withParts(text, await Promise.all(files.map((file) => readPastPart(file, reading))));
}

function withParts(text: string, parts: readonly MessagePart[]): HumanMessage {
  return new HumanMessage({ content: [...parts, ...(text === "" ? [] : [{ type: "text" as const, text }])] });
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
