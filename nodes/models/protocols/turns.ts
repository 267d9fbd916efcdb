/** A conversation of LangChain's messages, read once for all protocols. */
import type { BaseMessage } from "@langchain/core/messages";
import { PatchbayError } from "../../../lib/errors.ts";
import { type ReadText, textPart } from "../file-text.ts";

/** `data` is base64; `readText` is for a protocol that has no place for such a file. */
export type FilePart = { type: "image" | "file"; mime: string; data: string; name: string; readText?: ReadText };
type Part = { type: "text"; text: string } | FilePart;
type ToolCall = { id: string; name: string; args: Record<string, unknown> };
export type Turn =
  | { role: "system"; text: string }
  | { role: "user"; parts: Part[] }
  | { role: "assistant"; text: string; calls: ToolCall[]; kept: Kept | undefined }
  | { role: "tool"; id: string; name: string; text: string; failed: boolean };

/** What a protocol wants back as it came with the results of tools, such as signed thoughts. It goes to no other protocol. */
export type Kept = { protocol: string; blocks: readonly unknown[] };

type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

export function turnsOf(messages: readonly BaseMessage[]): Turn[] {
  const names = new Map<string, string>();
  return messages.map((message): Turn => {
    const { type, text } = message;
    if (type === "system") return { role: "system", text };
    if (type === "tool") {
      const { tool_call_id, status } = fields({ ...message });
      const id = String(tool_call_id ?? "");
      return { role: "tool", id, name: message.name ?? names.get(id) ?? "", text, failed: status === "error" };
    }
    if (type !== "ai") return { role: "user", parts: partsOf(message.content) };
    const calls = callsOf(message);
    for (const { id, name } of calls) names.set(id, name);
    return { role: "assistant", text, calls, kept: keptOf(message) };
  });
}

/** The system texts as one, and the rest. */
export function splitSystem(turns: readonly Turn[]): { system: string; rest: Exclude<Turn, { role: "system" }>[] } {
  const system = turns.flatMap((turn) => (turn.role === "system" ? [turn.text] : [])).join("\n\n");
  return { system, rest: turns.filter((turn) => turn.role !== "system") };
}

function callsOf(message: BaseMessage): ToolCall[] {
  const calls: unknown = Reflect.get(message, "tool_calls");
  if (!Array.isArray(calls)) return [];
  return calls.map(fields).map(({ id, name, args }) => ({
    id: String(id ?? ""),
    name: String(name ?? ""),
    args: fields(args),
  }));
}

function keptOf(message: BaseMessage): Kept | undefined {
  const { protocol, blocks } = fields(message.additional_kwargs.kept);
  return typeof protocol === "string" && Array.isArray(blocks) ? { protocol, blocks } : undefined;
}

/** The blocks that a protocol has said to keep; undefined for those of another one. */
export function keptFor(protocol: string, kept: Kept | undefined): Fields[] | undefined {
  return kept?.protocol === protocol ? kept.blocks.map(fields) : undefined;
}

function partsOf(content: BaseMessage["content"]): Part[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.map(fields).flatMap((part): Part[] => {
    if (typeof part.text === "string" && part.type === "text") return [{ type: "text", text: part.text }];
    const file = fileOf(part);
    return file ? [file] : [];
  });
}

/** LangChain's blocks of today and before, and OpenAI's for images. */
function fileOf(part: Fields): FilePart | undefined {
  const { type, data } = part;
  const url = part.url ?? fields(part.image_url).url ?? part.image_url;
  const [, mimeOfUrl, dataOfUrl] = /^data:([^;,]+);base64,(.*)$/s.exec(typeof url === "string" ? url : "") ?? [];
  const mime = String(part.mimeType ?? part.mime_type ?? mimeOfUrl ?? "");
  if (type !== "image" && type !== "image_url" && type !== "file") return undefined;
  const bytes = data instanceof Uint8Array ? Buffer.from(data).toString("base64") : (data ?? dataOfUrl);
  if (typeof bytes !== "string" || mime === "") throw noAddresses();
  const { filename, name, readText } = { ...fields(part.metadata), ...part };
  return {
    ...{
      type: mime.startsWith("image/") ? "image" : "file",
      mime,
      data: bytes,
      name: String(filename ?? name ?? "file"),
    },
    ...(isReadText(readText) ? { readText } : {}),
  };
}

const isReadText = (value: unknown): value is ReadText => typeof value === "function";

function noAddresses(): PatchbayError {
  return new PatchbayError(
    "bad_input",
    "A file for a model has to come with its content and its type, not as an address.",
  );
}

/** A protocol has no place for this file. */
export class FileNotTaken extends PatchbayError {
  readonly file: FilePart;

  constructor(file: FilePart, provider: string) {
    const advice = "Send its text, or choose a model of another provider.";
    super("bad_input", `${provider} takes no files of the type ${file.mime} (“${file.name}”). ${advice}`);
    this.file = file;
  }
}

export function notTaken(file: FilePart, provider: string): FileNotTaken {
  return new FileNotTaken(file, provider);
}

/** The same turns with the text in place of a file that is not taken. Throws what was thrown of it when it has no text. */
export async function withTextOf(turns: readonly Turn[], refusal: FileNotTaken): Promise<Turn[]> {
  const { file } = refusal;
  if (file.type === "image" || file.readText === undefined) throw refusal;
  const text = await file.readText().catch((thrown: unknown) => {
    if (!(thrown instanceof PatchbayError) || thrown.code !== "bad_input") throw thrown;
    throw new PatchbayError("bad_input", `${refusal.userMessage} ${thrown.userMessage}`, { cause: refusal });
  });
  const words = textPart(file.name, text);
  return turns.map((turn) =>
    turn.role === "user" ? { ...turn, parts: turn.parts.map((part) => (part === file ? words : part)) } : turn,
  );
}
