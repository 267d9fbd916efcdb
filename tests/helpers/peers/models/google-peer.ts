/** Google's streamGenerateContent as the Gemini API serves it, from its reference and the types of its client. */
import type { ServerResponse } from "node:http";
import {
  BlockedReason,
  type Candidate,
  FinishReason,
  type GenerateContentResponseUsageMetadata,
  type Part,
} from "@google/genai";
import { z } from "zod";
import type { PeerRequest } from "../http-peer.ts";
import {
  type Answer,
  type Failure,
  type Heard,
  type HeardTurn,
  modelPeer,
  rightKey,
  type Say,
  sendJson,
} from "./script.ts";

const Spoken = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ inlineData: z.strictObject({ mimeType: z.string(), data: z.base64() }) }),
  z.strictObject({
    functionCall: z.strictObject({
      id: z.string().optional(),
      name: z.string(),
      args: z.record(z.string(), z.unknown()),
    }),
    thoughtSignature: z.base64().optional(),
  }),
  z.strictObject({
    functionResponse: z.strictObject({
      id: z.string().optional(),
      name: z.string().min(1),
      response: z.record(z.string(), z.unknown()),
    }),
  }),
]);
const Content = z.strictObject({ role: z.enum(["user", "model"]), parts: z.array(Spoken).min(1) });
const Declaration = z.strictObject({
  name: z.string(),
  description: z.string(),
  parametersJsonSchema: z.looseObject({}).optional(),
});
const Ask = z.strictObject({
  contents: z.array(Content).min(1),
  systemInstruction: z.strictObject({ parts: z.array(z.strictObject({ text: z.string() })) }).optional(),
  generationConfig: z
    .strictObject({
      temperature: z.number().min(0).max(2).optional(),
      maxOutputTokens: z.number().int().optional(),
      thinkingConfig: z.strictObject({ includeThoughts: z.boolean() }).optional(),
      responseMimeType: z.enum(["application/json", "text/plain"]).optional(),
      responseJsonSchema: z.looseObject({}).optional(),
    })
    .optional(),
  tools: z.array(z.strictObject({ functionDeclarations: z.array(Declaration) })).optional(),
  toolConfig: z
    .strictObject({
      functionCallingConfig: z.strictObject({
        mode: z.enum(["AUTO", "ANY", "NONE"]),
        allowedFunctionNames: z.array(z.string()).optional(),
      }),
    })
    .optional(),
});

const wrongKey = {
  ...{ code: 400, message: "API key not valid. Please pass a valid API key.", status: "INVALID_ARGUMENT" },
  details: [
    { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID", domain: "googleapis.com" },
  ],
};

export function googlePeer(say: Say) {
  return modelPeer(
    {
      provider: "google",
      isAllowed: ({ headers }) => headers["x-goog-api-key"] === rightKey,
      refuse: (response) => sendJson(response, 400, { error: wrongKey }),
      aside({ method, path }, response) {
        if (method !== "GET" || !/^\/v1(beta)?\/models/.test(path)) return false;
        const model = { version: "1", displayName: "Test", inputTokenLimit: 1_048_576, outputTokenLimit: 65_536 };
        const models = [
          { ...model, name: "models/gemini-test", supportedGenerationMethods: ["generateContent", "countTokens"] },
          { ...model, name: "models/embedding-test", supportedGenerationMethods: ["embedContent"] },
        ];
        sendJson(response, 200, { models });
        return true;
      },
      ...geminiSpeech(/^\/v1(?:beta)?\/models\/([^/:]+):streamGenerateContent\?alt=sse$/),
    },
    say,
  );
}

/** What Vertex AI has in common with it. */
export function geminiSpeech(address: RegExp) {
  return {
    hear: (request: PeerRequest) => hear(request, address),
    malformed: (response: ServerResponse, message: string) =>
      sendJson(response, 400, { error: { code: 400, message, status: "INVALID_ARGUMENT" } }),
    fail(response: ServerResponse, failure: Failure) {
      const [code, status, message] = failureOf(failure);
      if (code === 200)
        return void response.writeHead(200, sse).end(event({ promptFeedback: { blockReason: BlockedReason.SAFETY } }));
      sendJson(response, code, { error: { code, message, status } }, failure.headers);
    },
    speak,
  };
}

const sse = { "content-type": "text/event-stream" };
const event = (value: object) => `data: ${JSON.stringify(value)}\r\n\r\n`;

function failureOf({ failure, field }: Failure): [number, string, string] {
  if (failure === "overloaded") return [503, "UNAVAILABLE", "The model is overloaded. Please try again later."];
  if (failure === "rate-limited") return [429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."];
  if (failure === "filtered") return [200, "", ""];
  const long = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).";
  return [
    400,
    "INVALID_ARGUMENT",
    failure === "too-long" ? long : `Invalid JSON payload received. Unknown name "${field}"`,
  ];
}

function hear({ path, body }: PeerRequest, address: RegExp): Heard {
  const [, model] = address.exec(path) ?? [];
  if (model === undefined) throw new Error(`There is no ${path}.`);
  const ask = Ask.parse(body);
  const { temperature, maxOutputTokens, responseJsonSchema } = ask.generationConfig ?? {};
  const { mode, allowedFunctionNames } = ask.toolConfig?.functionCallingConfig ?? {};
  return {
    ...{ model, system: ask.systemInstruction?.parts.map(({ text }) => text).join("") ?? "" },
    turns: ask.contents.flatMap(turnsOf),
    tools: ask.tools?.flatMap((each) => each.functionDeclarations.map(({ name }) => name)) ?? [],
    choice: allowedFunctionNames?.[0] ?? mode,
    ...{ schema: responseJsonSchema, temperature, maxTokens: maxOutputTokens },
  };
}

function turnsOf({ role, parts }: z.infer<typeof Content>): HeardTurn[] {
  const results = parts.flatMap((part): HeardTurn[] =>
    "functionResponse" in part
      ? [{ role: "tool", id: part.functionResponse.id ?? "", text: JSON.stringify(part.functionResponse.response) }]
      : [],
  );
  if (results.length > 0) return results;
  const text = parts.map((part) => ("text" in part ? part.text : "")).join("");
  const files = parts.flatMap((part) =>
    "inlineData" in part ? [`${part.inlineData.mimeType} ${part.inlineData.data}`] : [],
  );
  const calls = parts.flatMap((part) =>
    "functionCall" in part
      ? [{ id: part.functionCall.id ?? "", name: part.functionCall.name, args: part.functionCall.args }]
      : [],
  );
  const isSigned = parts.every((part) => !("functionCall" in part) || part.thoughtSignature !== undefined);
  if (!isSigned) throw new Error("Function call is missing a thought_signature in functionCall parts.");
  return [
    {
      ...{ role: role === "model" ? "assistant" : "user", text },
      ...(files.length > 0 ? { files } : {}),
      ...(calls.length > 0 ? { calls } : {}),
    },
  ];
}

const reasons = {
  complete: FinishReason.STOP,
  cut: FinishReason.MAX_TOKENS,
  filtered: FinishReason.SAFETY,
  refused: FinishReason.PROHIBITED_CONTENT,
} as const satisfies Record<NonNullable<Answer["end"]>, FinishReason>;

function speak(response: ServerResponse, answer: Answer, { model }: Heard): void {
  const { thoughts = [], text = [], calls = [], end = "complete", after } = answer;
  const count = answer.usage ?? { input: 7, cached: 0, output: 3, reasoning: 0 };
  response.writeHead(200, sse);
  const send = (candidate: Candidate, usageMetadata: GenerateContentResponseUsageMetadata) =>
    response.write(
      event({ candidates: [{ index: 0, ...candidate }], usageMetadata, modelVersion: model, responseId: "r1" }),
    );
  const parts: Part[] = [
    ...thoughts.map((each) => ({ text: each, thought: true })),
    ...text.map((each) => ({ text: each })),
    ...calls.map(({ name, args }) => ({
      ...{ functionCall: { name, args: JSON.parse(args.join("")) }, thoughtSignature: "c2lnbmVk" },
    })),
  ];
  for (const part of parts) send({ content: { role: "model", parts: [part] } }, { promptTokenCount: count.input });
  if (after === "error")
    response.write(event({ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }));
  if (after) return;
  const usage: GenerateContentResponseUsageMetadata = {
    ...{ promptTokenCount: count.input, cachedContentTokenCount: count.cached },
    ...{ candidatesTokenCount: count.output - count.reasoning, thoughtsTokenCount: count.reasoning },
    totalTokenCount: count.input + count.output,
  };
  send({ content: { role: "model", parts: [{ text: "" }] }, finishReason: reasons[end] }, usage);
}
