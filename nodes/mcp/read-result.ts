/** What a server answered, in whatever shape: text for people and models, a value, and files. */
import { PatchbayError } from "../../lib/errors.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { Fields } from "./connect.ts";

export type SaveFile = (file: { name: string; mime: string; data: Uint8Array<ArrayBuffer> }) => Promise<FileRef>;
export type McpResult = { text: string; data: Json | undefined; files: FileRef[] };
type Part = { text: string } | { mime: string; base64: string; name: string };

const mostFiles = 20;
const endings: Readonly<Record<string, string>> = {
  ...{ "image/jpeg": "jpg", "audio/mpeg": "mp3", "audio/x-wav": "wav", "text/plain": "txt" },
};
const mostError = 2000;

export async function readResult(
  result: Fields,
  { name, saveFile }: { name: string; saveFile: SaveFile },
): Promise<McpResult> {
  if (result.resultType === "input_required") {
    const asks = "The server wants to ask a person something before it answers, which Patchbay does not pass on.";
    throw new PatchbayError("node_failed", `${name}: ${asks}`);
  }
  const parts = partsOf(result);
  const texts = parts.flatMap((part) => ("text" in part ? [part.text] : []));
  const data = result.structuredContent;
  if (result.isError === true) {
    const said =
      texts.join("\n").trim() || (data === undefined ? "it failed and does not say why." : stringifyJson(data));
    throw new PatchbayError("node_failed", `${name}: ${said.slice(0, mostError)}`);
  }
  const files: FileRef[] = [];
  for (const part of parts.filter((each) => "base64" in each).slice(0, mostFiles)) {
    const bytes = new Uint8Array(Buffer.from(part.base64, "base64"));
    files.push(await saveFile({ name: part.name, mime: part.mime, data: bytes }));
  }
  const text = texts.join("\n");
  return { text: text === "" && data !== undefined ? stringifyJson(data) : text, data, files };
}

/** Of a tool its content, of a resource its contents, of a prompt its messages. */
function partsOf({ content, contents, messages }: Fields): Part[] {
  if (Array.isArray(messages)) {
    return messages.flatMap((message) => {
      const { role, content: said } = fieldsOf(message);
      const parts = (Array.isArray(said) ? said : [said ?? null]).map(partOf);
      return parts.map((part) => ("text" in part ? { text: `${String(role ?? "user")}: ${part.text}` } : part));
    });
  }
  const list = content ?? contents ?? [];
  return (Array.isArray(list) ? list : [list]).map(partOf);
}

function partOf(given: Json): Part {
  if (typeof given === "string") return { text: given };
  const part = fieldsOf(given);
  const inner = part.type === "resource" ? fieldsOf(part.resource) : part;
  const { text, data, blob, uri, name, description } = inner;
  if (typeof text === "string") return { text };
  const base64 = typeof data === "string" ? data : blob;
  if (typeof base64 === "string") {
    const mime = typeof inner.mimeType === "string" ? inner.mimeType : "application/octet-stream";
    return { mime, base64, name: fileName(uri, String(part.type ?? "file"), mime) };
  }
  if (typeof uri === "string") {
    const words = [name, description].filter((each) => typeof each === "string").join(": ");
    return { text: words === "" ? uri : `${words} (${uri})` };
  }
  return { text: given === null ? "" : stringifyJson(given) };
}

function fileName(uri: Json | undefined, kind: string, mime: string): string {
  const last = typeof uri === "string" ? (uri.split(/[?#]/, 1)[0]?.split("/").at(-1) ?? "") : "";
  if (last !== "") return last.slice(0, 200);
  const ending = endings[mime] ?? /^[\w.+-]+\/([\w.-]+)/.exec(mime)?.[1] ?? "bin";
  return `${kind}.${ending}`;
}

function fieldsOf(value: Json | undefined): { [key: string]: Json } {
  return isObject(value) ? value : {};
}
