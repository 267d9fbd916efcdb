/**
 * Google's `streamGenerateContent`, from the references of the Gemini API (ai.google.dev/api/generate-content) and of Vertex AI,
 * which speak it alike. With `alt=sse` each event is a GenerateContentResponse; a blocked prompt has no candidate at all.
 */
import { type AnswerOutcome, readTokenCount, type Usage } from "../../../lib/models/usage.ts";
import { defined } from "../../../lib/values/defined.ts";
import { apiUrl } from "../providers/addresses.ts";
import type { ModelCredential } from "../providers/credential.ts";
import type { Signs } from "../providers/learnt.ts";
import { providerError } from "../providers/model-error.ts";
import { answerEvents } from "./answers/answer-events.ts";
import { type AnswerPart, argsText, type Fields, fields } from "./answers/answer-parts.ts";
import { done } from "./answers/event-reader.ts";
import { type Ask, answerTool, outputLimit, type Protocol } from "./protocol.ts";
import { type FilePart, keptFor, notTaken, splitSystem, type Turn } from "./turns.ts";

const protocolName = "gemini";

const generation = (asked: Fields) => fields(asked.generationConfig);
const signs: Signs = {
  temperature: { isAsked: (asked) => generation(asked).temperature !== undefined, words: /temperature/i },
  response_format: {
    isAsked: (asked) => generation(asked).responseJsonSchema !== undefined,
    words: /schema|mime.?type|json mode/i,
  },
  tools: { isAsked: (asked) => asked.tools !== undefined, words: /\btools?\b|function/i },
  system: { isAsked: (asked) => asked.systemInstruction !== undefined, words: /(system|developer).?instruction/i },
  thoughts: { isAsked: (asked) => generation(asked).thinkingConfig !== undefined, words: /thinking|thought/i },
};

export function geminiProtocol(modelUrl: (model: string, credential: ModelCredential) => string): Protocol {
  return {
    name: protocolName,
    signs,
    question: (ask, credential) => ({
      url: `${modelUrl(ask.model, credential)}:streamGenerateContent?alt=sse`,
      body: bodyOf(ask),
      isTool: isAnswerTool(ask),
    }),
    parts,
  };
}

export const google = geminiProtocol((model, { baseUrl }) =>
  apiUrl(baseUrl, `/v1/models/${encodeURIComponent(model.replace(/^models\//, ""))}`),
);

function isAnswerTool({ options, tools, traits }: Ask): boolean {
  return options.schema !== undefined && !tools && traits.has("response_format") && !traits.has("tools");
}

function bodyOf(ask: Ask): Fields {
  const { turns, options, tools, traits } = ask;
  const { system, rest } = splitSystem(turns);
  const hasSystem = system !== "" && !traits.has("system");
  const contents = groupResults(rest);
  if (system !== "" && !hasSystem) contents.unshift({ role: "user", parts: [{ text: system }] });
  const { schema } = options;
  const hasSchema = schema !== undefined && !traits.has("response_format");
  const generationConfig = defined({
    temperature: traits.has("temperature") ? undefined : options.temperature,
    maxOutputTokens: outputLimit(ask),
    thinkingConfig: traits.has("thoughts") ? undefined : { includeThoughts: true },
    responseMimeType: hasSchema ? "application/json" : undefined,
    responseJsonSchema: hasSchema ? schema : undefined,
  });
  return {
    contents,
    generationConfig,
    ...(hasSystem ? { systemInstruction: { parts: [{ text: system }] } } : {}),
    ...(tools ? toolFields(tools) : {}),
    ...(isAnswerTool(ask)
      ? toolFields({ specs: [{ ...answerTool, parameters: { ...schema } }], choice: answerTool })
      : {}),
  };
}

function toolFields({ specs, choice }: NonNullable<Ask["tools"]>): Fields {
  const declarations = specs.map(({ parameters, name, description }) => ({
    ...{ name, description },
    ...(Object.keys(parameters).length === 0 ? {} : { parametersJsonSchema: parameters }),
  }));
  const isNamed = typeof choice === "object";
  const functionCallingConfig = {
    mode: isNamed ? "ANY" : choice.toUpperCase(),
    ...(isNamed ? { allowedFunctionNames: [choice.name] } : {}),
  };
  return { tools: [{ functionDeclarations: declarations }], toolConfig: { functionCallingConfig } };
}

type Content = { role: "user" | "model"; parts: Fields[] };
type Rest = Exclude<Turn, { role: "system" }>;

/** The results of calls that were made together go back together. */
function groupResults(turns: readonly Rest[]): Content[] {
  const contents: Content[] = [];
  turns.forEach((turn, index) => {
    const last = contents.at(-1);
    if (turn.role === "tool" && turns[index - 1]?.role === "tool" && last) last.parts.push(resultOf(turn));
    else contents.push(contentOf(turn));
  });
  return contents;
}

function contentOf(turn: Rest): Content {
  if (turn.role === "tool") return { role: "user", parts: [resultOf(turn)] };
  if (turn.role === "user")
    return {
      role: "user",
      parts: turn.parts.map((part) => (part.type === "text" ? { text: part.text } : dataOf(part))),
    };
  // A call has to come back with the signature that it had.
  const kept = keptFor(protocolName, turn.kept) ?? [];
  const calls = turn.calls.map(({ name, args }, index) => kept[index] ?? { functionCall: { name, args } });
  return { role: "model", parts: [...(turn.text === "" ? [] : [{ text: turn.text }]), ...calls] };
}

function resultOf({ id, name, text, failed }: Extract<Rest, { role: "tool" }>): Fields {
  // A name that Patchbay has made up says nothing to Google.
  const known = id.startsWith("call_") ? {} : { id };
  return { functionResponse: { ...known, name, response: failed ? { error: text } : { output: text } } };
}

const takenFiles = /^(image|audio|video|text)\/|^application\/pdf$/;

function dataOf(file: FilePart): Fields {
  if (!takenFiles.test(file.mime)) throw notTaken(file, "Google");
  return { inlineData: { mimeType: file.mime, data: file.data } };
}

async function* parts(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerPart> {
  let calls = 0;
  for await (const event of answerEvents(body)) {
    if (event === done) continue;
    if (event.error) throw providerError(event);
    const { usageMetadata, modelVersion, promptFeedback } = event;
    const model = typeof modelVersion === "string" ? { model: modelVersion } : {};
    yield { type: "usage", usage: { ...usageIn(fields(usageMetadata)), ...model } };
    if (typeof fields(promptFeedback).blockReason === "string") yield { type: "end", outcome: "filtered" };
    const { content, finishReason } = fields(Array.isArray(event.candidates) ? event.candidates[0] : undefined);
    const said = fields(content).parts;
    for (const part of Array.isArray(said) ? said.map(fields) : []) {
      yield* partsOf(part, calls);
      if (part.functionCall) calls += 1;
    }
    if (typeof finishReason === "string") yield { type: "end", outcome: outcomeOf(finishReason) };
  }
}

function* partsOf(part: Fields, index: number): Generator<AnswerPart> {
  if (typeof part.text === "string") yield { type: part.thought === true ? "thought" : "text", text: part.text };
  if (part.inlineData || part.fileData) yield { type: "picture" };
  if (!part.functionCall) return;
  const { id, name, args } = fields(part.functionCall);
  const known = typeof id === "string" && id !== "" ? { id } : {};
  yield { type: "tool", index, ...known, name: String(name), args: argsText(args ?? {}) ?? "{}" };
  yield { type: "keep", block: part };
}

/** Thoughts are not among the candidates' tokens. */
function usageIn(usage: Fields): Usage {
  const [prompt, forTools, candidates, thoughts] = [
    usage.promptTokenCount,
    usage.toolUsePromptTokenCount,
    usage.candidatesTokenCount,
    usage.thoughtsTokenCount,
  ].map(readTokenCount);
  const isKnown = candidates !== undefined || thoughts !== undefined;
  return defined({
    tokensIn: prompt === undefined ? undefined : prompt + (forTools ?? 0),
    tokensOut: isKnown ? (candidates ?? 0) + (thoughts ?? 0) : undefined,
    tokensCached: readTokenCount(usage.cachedContentTokenCount),
    tokensReasoning: thoughts,
  });
}

/** Its reasons are many, and those to stop because of what is said grow in number. */
function outcomeOf(reason: string): AnswerOutcome {
  if (reason === "STOP" || reason === "FINISH_REASON_UNSPECIFIED") return "complete";
  if (reason === "MAX_TOKENS") return "cut";
  if (/OTHER$|^NO_|CALL|MALFORMED|SIGNATURE/.test(reason)) return "broken_off";
  return "filtered";
}
