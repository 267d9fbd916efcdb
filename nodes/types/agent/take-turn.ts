/** One turn of an agent's model: with the provider's own tool calls, or in JSON where the model has none. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from "@langchain/core/messages";
import { PatchbayError } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import { Json } from "../../../lib/values/json.ts";
import type { Call, Services } from "../../define.ts";
import type { JsonSchema } from "../../json-schema/json-schema.ts";
import { langchainConfig } from "../../langchain-config.ts";
import { failureIn, readAnswer } from "../../models/answer.ts";
import { jsonIn } from "../../models/json-in.ts";
import { answerOptions } from "../model/model-settings.ts";
import { type Said, type ToolCall, type ToolSpec, type TurnAsk, unreadable } from "./conversation.ts";

type Around = { services: Pick<Services, "models" | "files">; call: Pick<Call, "signal" | "onToken" | "onUsage"> };
type Turn = Extract<Said, { role: "assistant" }>;

export async function takeTurn(ask: TurnAsk, around: Around): Promise<Turn> {
  if (ask.tools.length === 0) return await withoutTools(ask, around);
  try {
    const model = await around.services.models.chat(ask.model, answerOptions(ask));
    const bound = model.bindTools?.(ask.tools.map(functionOf));
    if (bound) {
      const answer = await bound.invoke(await readAll(ask.messages, toLangchain, around), langchainConfig(around.call));
      return readTurn(answer, ask);
    }
  } catch (error) {
    if (!isWithoutTools(error)) throw error;
  }
  return await inJson(ask, around);
}

async function withoutTools(ask: TurnAsk, around: Around): Promise<Turn> {
  const model = await around.services.models.chat(ask.model, answerOptions(ask));
  const answer = await model.invoke(await readAll(ask.messages, inWords, around), langchainConfig(around.call));
  return { role: "assistant", content: readAnswer(answer, ask.onIncomplete).text, calls: [] };
}

const functionOf = ({ name, description, parameters }: ToolSpec) => ({
  type: "function" as const,
  function: { name, description, parameters },
});

/** The model or its server says that it takes no tools. */
function isWithoutTools(error: unknown): boolean {
  if (!(error instanceof PatchbayError)) return false;
  return ["bad_input", "provider_refused"].includes(error.code) && /\b(tools?|function call)/i.test(error.userMessage);
}

/** With the files that came with a message, as far as they are still there. */
async function readAll(
  messages: readonly Said[],
  write: (said: Said) => BaseMessage,
  { services, call: { signal } }: Around,
): Promise<BaseMessage[]> {
  const { readPastMessage } = await import("../../models/messages.ts");
  return await Promise.all(
    messages.map(async (said) => {
      if (said.role !== "user" || !said.files) return write(said);
      return await readPastMessage(said.content, said.files, { services, signal });
    }),
  );
}

function toLangchain(said: Said): BaseMessage {
  if (said.role === "system") return new SystemMessage(said.content);
  if (said.role === "user") return new HumanMessage(said.content);
  if (said.role === "tool") return new ToolMessage({ content: said.content, tool_call_id: said.id, name: said.tool });
  const calls = said.calls.map(({ id, tool, arguments: args }) => ({
    id,
    name: tool,
    args,
    type: "tool_call" as const,
  }));
  return new AIMessage({ content: said.content, tool_calls: calls, additional_kwargs: { ...said.kept } });
}

/** What the answer says and calls. One that only calls has no text, and that is no failure. */
function readTurn(answer: BaseMessage, { onIncomplete, tools }: TurnAsk): Turn {
  const failure = failureIn(answer);
  const calls = callsIn(answer, failure === undefined);
  if (calls.length === 0) return printed(readAnswer(answer, onIncomplete).text, tools);
  // The rest of it may have been another call, or the arguments of this one.
  if (failure && onIncomplete === "fail") throw failure;
  const kept = keptOf(answer.additional_kwargs);
  return { role: "assistant", content: answer.text, calls, ...(kept === undefined ? {} : { kept }) };
}

/**
 * The calls with their arguments as they were streamed. LangChain's own reading of them completes what was cut off, and rounds
 * large numbers.
 */
function callsIn(answer: BaseMessage, isWhole: boolean): ToolCall[] {
  const pieces = AIMessageChunk.isInstance(answer) ? (answer.tool_call_chunks ?? []) : [];
  if (pieces.length > 0)
    return namedApart(pieces.map(({ id, name, args }) => ({ id, name, args: argumentsIn(args ?? "", isWhole) })));
  const whole = AIMessage.isInstance(answer) ? (answer.tool_calls ?? []) : [];
  return namedApart(whole.map(({ id, name, args }) => ({ id, name, args: objectIn(Json.safeParse(args).data) })));
}

type Found = { id: string | undefined; name: string | undefined; args: Record<string, Json> | undefined };

/** Each under an id of its own: some servers give the same to all calls of a turn. */
function namedApart(found: readonly Found[]): ToolCall[] {
  const taken = new Set<string>();
  return found.map(({ id, name, args }, at) => {
    let own = id ?? `call_${at + 1}`;
    while (taken.has(own)) own = `${own}_${at + 1}`;
    taken.add(own);
    return { id: own, tool: name ?? "", arguments: args ?? { [unreadable]: true } };
  });
}

function argumentsIn(text: string, isWhole: boolean): Record<string, Json> | undefined {
  // A tool without inputs is called with nothing at all by some, or with null. In an answer that was cut they had not begun yet.
  if (["", "null"].includes(text.trim())) return isWhole ? {} : undefined;
  return objectIn(jsonOf(text));
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function objectIn(value: Json | undefined): Record<string, Json> | undefined {
  return isObject(value) ? value : undefined;
}

function keptOf(given: Record<string, unknown> | undefined): Record<string, Json> | undefined {
  const entries = Object.entries(given ?? {}).flatMap(([key, value]): [string, Json][] => {
    const json = key === "tool_calls" ? undefined : Json.safeParse(value).data;
    return json === undefined ? [] : [[key, json]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** For a model without tool calls: it says in JSON which tool it calls, or its answer. */
async function inJson(ask: TurnAsk, around: Around): Promise<Turn> {
  const names = ask.tools.map(({ name }) => name);
  const schema: JsonSchema = {
    type: "object",
    properties: {
      tool: { enum: [...names, "none"], description: "The tool to call, or none to answer." },
      arguments: { type: "object", description: "What the tool is called with." },
      answer: { type: "string", description: "The answer, when no tool is called." },
    },
    required: ["tool"],
  };
  const model: BaseChatModel = await around.services.models.chat(ask.model, { ...answerOptions(ask), schema });
  const [first, ...rest] = ask.messages;
  const system = first?.role === "system" ? first.content : "";
  const talk = first?.role === "system" ? rest : ask.messages;
  const said = await readAll(talk, inWords, around);
  const messages = [new SystemMessage(`${system}${toolNote(ask.tools)}`.trim()), ...said];
  const answer = await model.invoke(messages, langchainConfig(around.call));
  return turnOf(readAnswer(answer, ask.onIncomplete).text, ask.tools);
}

/**
 * A model with tool calls may print one all the same: then it is all that it says. What stands inside of a text is what the
 * model tells of, such as a page that it has read, and nothing that it calls.
 */
function printed(text: string, tools: readonly ToolSpec[]): Turn {
  const inner = text.trim().replace(/^(?:```(?:json)?|<tool_call>)\s*|\s*(?:```|<\/tool_call>)$/g, "");
  const value = objectIn(jsonOf(inner));
  const isCall = value !== undefined && typeof (value.tool ?? value.name) === "string";
  const turn = isCall
    ? turnIn(
        value,
        tools.map(({ name }) => name),
      )
    : undefined;
  return turn ?? { role: "assistant", content: text, calls: [] };
}

/** Small models say what they call in their text, in our words or in those of what they were trained on. */
function turnOf(text: string, tools: readonly ToolSpec[]): Turn {
  const names = tools.map(({ name }) => name);
  for (const value of jsonIn(text)) {
    const turn = turnIn(value, names);
    if (turn) return turn;
  }
  return { role: "assistant", content: text, calls: [] };
}

function turnIn(value: Json, names: readonly string[]): Turn | undefined {
  if (!isObject(value)) return undefined;
  const { answer } = value;
  const tool = value.tool ?? value.name;
  const args = value.arguments ?? value.parameters;
  if (typeof tool === "string" && names.includes(tool)) {
    const given = isObject(args) ? args : {};
    return { role: "assistant", content: "", calls: [{ id: "call_1", tool, arguments: given }] };
  }
  return typeof answer === "string" && answer.trim() !== ""
    ? { role: "assistant", content: answer.trim(), calls: [] }
    : undefined;
}

function toolNote(tools: readonly ToolSpec[]): string {
  const list = tools.map(
    ({ name, description, parameters }) => `- ${name}: ${description} Arguments: ${JSON.stringify(parameters)}`,
  );
  return `\n\nYou can call these tools:\n${list.join("\n")}\nTo call one, answer with JSON only: {"tool": "its name", "arguments": {…}}. To answer, use {"tool": "none", "answer": "…"}.`;
}

/** The conversation in plain messages, for a model that knows no tool calls. */
function inWords(said: Said): BaseMessage {
  if (said.role === "system") return new SystemMessage(said.content);
  if (said.role === "user") return new HumanMessage(said.content);
  if (said.role === "tool") return new HumanMessage(`Result of ${said.tool}:\n${said.content}`);
  const calls = said.calls.map(({ tool, arguments: args }) => JSON.stringify({ tool, arguments: args }));
  return new AIMessage([said.content, ...calls].filter((part) => part !== "").join("\n"));
}
