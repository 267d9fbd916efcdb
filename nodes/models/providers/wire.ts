/** What the protocols have in common on the way out. */
import { PatchbayError } from "../../../lib/errors.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { authHeaders } from "./auth.ts";
import type { ModelCredential } from "./credential.ts";
import { asModelError } from "./model-error.ts";
import { type FilePart, notTaken, splitSystem, type Turn } from "./turns.ts";

type ChatMessage = Record<string, unknown> & { role: "system" | "assistant" | "user" | "tool" };
type Style = { hasSystem: boolean; fileOf(file: FilePart): unknown };

/**
 * The conversation as OpenAI's chat completions write it. For a model without a system role, its text stands before the
 * first message of the user.
 */
export function chatMessages(turns: readonly Turn[], { hasSystem, fileOf }: Style): ChatMessage[] {
  const { system, rest } = splitSystem(turns);
  if (hasSystem) return turns.map((turn) => chatMessage(turn, fileOf));
  const first = rest.findIndex(({ role }) => role === "user");
  return rest.map((turn, index) =>
    index === first && turn.role === "user" && system !== ""
      ? chatMessage({ role: "user", parts: withLead(`${system}\n\n`, turn.parts) }, fileOf)
      : chatMessage(turn, fileOf),
  );
}

type UserTurn = Extract<Turn, { role: "user" }>;

function withLead(lead: string, parts: UserTurn["parts"]): UserTurn["parts"] {
  const [first, ...rest] = parts;
  if (first?.type === "text") return [{ type: "text", text: lead + first.text }, ...rest];
  return [{ type: "text", text: lead }, ...parts];
}

function chatMessage(turn: Turn, fileOf: Style["fileOf"]): ChatMessage {
  if (turn.role === "system") return { role: "system", content: turn.text };
  if (turn.role === "tool") return { role: "tool", tool_call_id: turn.id, content: turn.text };
  if (turn.role === "user") {
    const isText = turn.parts.every(({ type }) => type === "text");
    const parts = turn.parts.map((part) => (part.type === "text" ? part : fileOf(part)));
    return { role: "user", content: isText ? textIn(turn) : parts };
  }
  if (turn.calls.length === 0) return { role: "assistant", content: turn.text };
  const tool_calls = turn.calls.map(({ id, name, args }) => ({
    ...{ id, type: "function", function: { name, arguments: argsJson(args) } },
  }));
  return { role: "assistant", ...(turn.text === "" ? {} : { content: turn.text }), tool_calls };
}

/** LangChain's parser has read them, so their numbers are plain ones. */
export function argsJson(args: Record<string, unknown>): string {
  return stringifyJson(args);
}

export function textIn({ parts }: UserTurn): string {
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

export function dataUrl({ mime, data }: FilePart): string {
  return `data:${mime};base64,${data}`;
}

/** Images and files as OpenAI's chat completions take them. */
export function chatFile(file: FilePart): unknown {
  if (file.type === "image") return { type: "image_url", image_url: { url: dataUrl(file) } };
  if (file.mime !== "application/pdf") throw notTaken(file, "This provider");
  return { type: "file", file: { filename: file.name, file_data: dataUrl(file) } };
}

type Post = { url: string; body: unknown; headers?: Record<string, string> };
type By = { credential: ModelCredential; signal: AbortSignal | undefined };

/** Throws `provider_busy` when there is no response. */
export async function postJson({ url, body, headers = {} }: Post, { credential, signal }: By): Promise<Response> {
  // A model's name is a part of some addresses.
  if (new URL(url).host !== credential.host) throw elsewhere(credential.host);
  const text = stringifyJson(body);
  const auth = await authHeaders(credential, { url, method: "POST", body: text, signal });
  try {
    return await (credential.fetch ?? fetch)(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...auth, ...headers },
      body: text,
      // A redirect could lead the key to another host.
      redirect: "error",
      ...(signal ? { signal } : {}),
    });
  } catch (thrown) {
    signal?.throwIfAborted();
    throw asModelError(thrown) ?? thrown;
  }
}

function elsewhere(host: string): PatchbayError {
  return new PatchbayError("bad_input", `The credential is bound to ${host} and is not sent anywhere else.`);
}
