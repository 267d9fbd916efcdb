/** Any server that speaks OpenAI's chat completions, and the dialects of it that are known. */
import { defined } from "../../../lib/values/defined.ts";
import type { ModelCredential } from "../providers/credential.ts";
import { chatSigns } from "../providers/learnt.ts";
import { chatParts } from "./chat/fold-answer.ts";
import { keptBeside, keptFields } from "./chat/kept-fields.ts";
import { type Ask, answerTool, outputLimit, type Protocol } from "./protocol.ts";
import { type FilePart, keptFor, notTaken, type Turn } from "./turns.ts";
import { chatFile, chatMessages } from "./wire.ts";

export type Dialect = {
  urlOf(credential: ModelCredential, model: string): string;
  fileOf?(file: FilePart): unknown;
  turnOf?(turn: Turn): Turn;
  /** How thoughts go back with the calls that followed from them; none do without it. */
  thoughts?: { protocol: string; keep(thought: string): unknown };
  /** What stands beside an answer goes back with its calls, as it came. */
  keepsFields?: boolean;
  /** Fields of its own. */
  extra?(ask: Ask): Record<string, unknown>;
  /** What it never takes is not asked for. */
  lacks?: readonly ("stream_options" | "max_tokens")[];
};

export function chatProtocol(dialect: Dialect): Protocol {
  return {
    name: dialect.thoughts?.protocol ?? "chat",
    signs: chatSigns,
    question(asked, credential) {
      const traits = new Set([...asked.traits, ...(dialect.lacks ?? [])]);
      const ask = { ...asked, traits };
      return {
        url: dialect.urlOf(credential, ask.model),
        body: { ...chatBody(ask, dialect), ...dialect.extra?.(ask) },
        isTool: hasAnswerTool(ask),
      };
    },
    parts: partsOf(dialect),
  };
}

function partsOf({ thoughts, keepsFields }: Dialect): Protocol["parts"] {
  if (thoughts) return keepingThoughts(thoughts.keep);
  return (body) => chatParts(body, keepsFields ? keptFields() : undefined);
}

/** As `chatParts`, with the thoughts to be sent back. */
export function keepingThoughts(keep: (thought: string) => unknown): Protocol["parts"] {
  return async function* parts(body) {
    let thought = "";
    for await (const part of chatParts(body)) {
      if (part.type === "thought") thought += part.text;
      yield part;
    }
    if (thought !== "") yield { type: "keep", block: keep(thought) };
  };
}

export const openaiCompatible = chatProtocol({
  urlOf: ({ baseUrl }) => `${baseUrl.replace(/\/+$/, "")}/chat/completions`,
  keepsFields: true,
});

function hasAnswerTool({ options, tools, traits }: Ask): boolean {
  return options.schema !== undefined && !tools && traits.has("response_format") && !traits.has("tools");
}

function chatBody(
  ask: Ask,
  { fileOf = chatFile, turnOf = (turn) => turn, thoughts, keepsFields }: Dialect,
): Record<string, unknown> {
  const { model, turns, options, tools, traits } = ask;
  const maxTokens = outputLimit(ask);
  return {
    model,
    messages: chatMessages(turns.map(turnOf), {
      hasSystem: !traits.has("system"),
      takesTurns: traits.has("turns"),
      fileOf(file) {
        if (file.type === "file" && traits.has("files")) throw notTaken(file, "This provider");
        return fileOf(file);
      },
      besideOf: ({ kept }) => keptBeside(keepsFields && !traits.has("thoughts") ? keptFor("chat", kept) : undefined),
      thoughtsOf: ({ kept }) => (thoughts && keptFor(thoughts.protocol, kept)) ?? [],
    }),
    stream: true,
    ...(traits.has("stream_options") ? {} : { stream_options: { include_usage: true } }),
    ...(traits.has("temperature") ? {} : defined({ temperature: options.temperature })),
    ...(traits.has("max_tokens")
      ? traits.has("max_completion_tokens")
        ? {}
        : defined({ max_completion_tokens: maxTokens })
      : defined({ max_tokens: maxTokens })),
    ...(tools ? chatTools(tools) : {}),
    ...schemaFields(ask),
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
function schemaFields(ask: Ask): Record<string, unknown> {
  const { schema } = ask.options;
  if (schema === undefined) return {};
  if (!ask.traits.has("response_format")) {
    return { response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: false } } };
  }
  if (!hasAnswerTool(ask)) return {};
  return {
    tools: [{ type: "function", function: { ...answerTool, parameters: schema } }],
    tool_choice: { type: "function", function: { name: answerTool.name } },
  };
}
