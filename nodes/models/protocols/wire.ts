/** What the protocols have in common on the way out. */
import { PatchbayError } from "../../../lib/errors.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { authHeaders } from "../providers/auth.ts";
import type { ModelCredential } from "../providers/credential.ts";
import { asModelError } from "../providers/model-error.ts";
import type { keptBeside } from "./chat/kept-fields.ts";
import { type FilePart, notTaken, splitSystem, type Turn } from "./turns.ts";

type ChatMessage = Record<string, unknown> & { role: "system" | "assistant" | "user" | "tool" };
/**
 * `thoughtsOf`: parts of content that have to come back with the calls that followed from them. `besideOf`: the same for what
 * stands beside the content, and beside each call.
 */
type Style = {
  hasSystem: boolean;
  /** The user and the model take turns: what one of them says twice in a row is one message. */
  takesTurns?: boolean;
  fileOf(file: FilePart): unknown;
  thoughtsOf?: ((turn: AssistantTurn) => readonly unknown[]) | undefined;
  besideOf?: ((turn: AssistantTurn) => ReturnType<typeof keptBeside>) | undefined;
};
type AssistantTurn = Extract<Turn, { role: "assistant" }>;

/**
 * The conversation as OpenAI's chat completions write it. For a model without a system role, its text stands before the
 * first message of the user.
 */
export function chatMessages(turns: readonly Turn[], style: Style): ChatMessage[] {
  const shown = style.hasSystem ? joinLead(turns) : withoutSystem(turns);
  return (style.takesTurns ? joinNeighbours(shown) : shown).map((turn) => chatMessage(turn, style));
}

function withoutSystem(turns: readonly Turn[]): readonly Turn[] {
  const { system, rest } = splitSystem(turns);
  const first = rest.findIndex(({ role }) => role === "user");
  return rest.map((turn, index) =>
    index === first && turn.role === "user" && system !== ""
      ? { role: "user", parts: withLead(`${system}\n\n`, turn.parts) }
      : turn,
  );
}

function joinNeighbours(turns: readonly Turn[]): readonly Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const both = joinTwo(joined.at(-1), turn);
    if (both) joined[joined.length - 1] = both;
    else joined.push(turn);
  }
  return joined;
}

function joinTwo(one: Turn | undefined, two: Turn): Turn | undefined {
  if (one?.role === "user" && two.role === "user")
    return { role: "user", parts: [...one.parts, ...withLead("\n\n", two.parts)] };
  if (one?.role !== "assistant" || two.role !== "assistant" || one.calls.length > 0) return undefined;
  return { ...two, text: `${one.text}\n\n${two.text}`.trim() };
}

/** Templates of many models take one system message, and that at the beginning only. */
function joinLead(turns: readonly Turn[]): readonly Turn[] {
  const end = turns.findIndex(({ role }) => role !== "system");
  const { system } = splitSystem(turns.slice(0, end));
  return end < 2 ? turns : [{ role: "system", text: system }, ...turns.slice(end)];
}

type UserTurn = Extract<Turn, { role: "user" }>;

function withLead(lead: string, parts: UserTurn["parts"]): UserTurn["parts"] {
  const [first, ...rest] = parts;
  if (first?.type === "text") return [{ type: "text", text: lead + first.text }, ...rest];
  return [{ type: "text", text: lead }, ...parts];
}

function chatMessage(turn: Turn, { fileOf, thoughtsOf, besideOf }: Style): ChatMessage {
  if (turn.role === "system") return { role: "system", content: turn.text };
  if (turn.role === "tool") return { role: "tool", tool_call_id: turn.id, content: turn.text };
  if (turn.role === "user") {
    const isText = turn.parts.every(({ type }) => type === "text");
    const parts = turn.parts.map((part) => (part.type === "text" ? part : fileOf(part)));
    return { role: "user", content: isText ? textIn(turn) : parts };
  }
  if (turn.calls.length === 0) return { role: "assistant", content: turn.text };
  const beside = besideOf?.(turn);
  const tool_calls = turn.calls.map(({ id, name, args }, at) => ({
    ...{ id, type: "function", function: { name, arguments: argsJson(args) } },
    ...beside?.calls.get(at),
  }));
  const thoughts = thoughtsOf?.(turn) ?? [];
  const text = turn.text === "" ? [] : [{ type: "text", text: turn.text }];
  if (thoughts.length > 0) return { role: "assistant", content: [...thoughts, ...text], tool_calls };
  // Some servers, such as DeepSeek's, want the field also where there is no text; others refuse an empty one. All take null.
  return { role: "assistant", ...beside?.message, content: turn.text === "" ? null : turn.text, tool_calls };
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

/** A connection that was open from the call before is found closed at once; later, the server has begun with the request. */
const staleMs = 1000;

/** Servers close idle connections after seconds, and a request may cross that on its way. */
function isHungUp(thrown: unknown): boolean {
  const { cause } = Object(thrown);
  return /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test(String(Object(cause).code));
}

type Post = { url: string; body: unknown; headers?: Record<string, string> };
type By = { credential: ModelCredential; signal: AbortSignal | undefined };

/** Throws `provider_busy` when there is no response. */
export async function postJson({ url, body, headers = {} }: Post, { credential, signal }: By): Promise<Response> {
  // A model's name is a part of some addresses.
  if (new URL(url).host !== credential.host) throw elsewhere(credential.host);
  const text = stringifyJson(body);
  const auth = await authHeaders(credential, { url, method: "POST", body: text, signal });
  const send = () =>
    (credential.fetch ?? fetch)(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...auth, ...headers },
      body: text,
      // A redirect could lead the key to another host.
      redirect: "error",
      ...(signal ? { signal } : {}),
    });
  const began = performance.now();
  try {
    return await send().catch((thrown: unknown) => {
      if (signal?.aborted || performance.now() - began > staleMs || !isHungUp(thrown)) throw thrown;
      return send();
    });
  } catch (thrown) {
    signal?.throwIfAborted();
    throw asModelError(thrown) ?? thrown;
  }
}

function elsewhere(host: string): PatchbayError {
  return new PatchbayError("bad_input", `The credential is bound to ${host} and is not sent anywhere else.`);
}
