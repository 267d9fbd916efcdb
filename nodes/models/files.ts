/** Files that go along with what a model is asked: as parts of a message, and as their text for a model that takes no such files. */
import { type BaseMessage, HumanMessage } from "@langchain/core/messages";
import { fileEndings } from "../../lib/documents/file-endings.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { FileRef } from "../../lib/values/values.ts";
import { extractDocuments } from "../documents/extract.ts";
import type { Services } from "../services.ts";
import { type ReadText, textPart } from "./file-text.ts";

/** As LangChain's blocks have it, but for how to read its text. `data` is base64. */
type FileBlock = {
  type: "image" | "file";
  mimeType: string;
  data: string;
  metadata: { name: string; readText: ReadText };
};
export type MessagePart = FileBlock | { type: "text"; text: string };

type Reading = { services: Pick<Services, "files">; signal: AbortSignal };

/** What some provider takes as it is, but for drawings, which are texts. Anything else is read here, by its name. */
const sentWhole = /^(image(?!\/svg)|audio|video|text)\/|^application\/pdf$/;

/** A file of an earlier message, which may have been deleted since. */
export async function readPastPart(file: FileRef, reading: Reading): Promise<MessagePart> {
  return await readPart(file, reading).catch((thrown: unknown) => {
    if (!(thrown instanceof PatchbayError) || thrown.code !== "not_found") throw thrown;
    return { type: "text", text: `The file “${file.name}” is no longer there.\n\n` } as const;
  });
}

export async function readPart({ id, name, mime }: FileRef, { services, signal }: Reading): Promise<MessagePart> {
  const { data } = await services.files.read(id, signal);
  const readText: ReadText = async () => {
    const asItIs = isDocument(name) ? undefined : await textOf(name, data);
    if (asItIs !== undefined) return asItIs;
    const [document] = await extractDocuments({ name, data }, "whole", signal);
    return document?.text ?? "";
  };
  const mimeType = mimeOf(name, mime);
  if (!sentWhole.test(mimeType)) return textPart(name, await readText());
  const type = mimeType.startsWith("image/") ? "image" : "file";
  const sent = mimeType.startsWith("text/") ? await inUtf8(name, data) : data;
  return { type, mimeType, data: Buffer.from(sent).toString("base64"), metadata: { name, readText } };
}

/** Providers take every text for UTF-8; spreadsheets and older programs write others. */
async function inUtf8(name: string, data: Uint8Array): Promise<Uint8Array> {
  const text = await textOf(name, data);
  return text === undefined ? data : Buffer.from(text);
}

function isDocument(name: string): boolean {
  const ending = endingOf(name);
  return fileEndings.some((known) => known === ending);
}

/** A program, a configuration or a drawing is sent as it is written; undefined for what is no text. */
async function textOf(name: string, data: Uint8Array): Promise<string | undefined> {
  const [{ decode }, { decodeHtml }] = await Promise.all([
    import("../documents/decode.ts"),
    import("../documents/html/html.ts"),
  ]);
  try {
    return /^html?$/.test(endingOf(name)) ? decodeHtml(data) : decode(data);
  } catch {
    return undefined;
  }
}

function endingOf(name: string): string {
  return name.split(".").at(-1)?.toLowerCase() ?? "";
}

const byEnding: Readonly<Record<string, string>> = {
  ...{ png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp" },
  ...{ pdf: "application/pdf", md: "text/markdown", markdown: "text/markdown", csv: "text/csv", txt: "text/plain" },
};

/** Browsers and programs do not know every type. */
function mimeOf(name: string, mime: string): string {
  const [known = ""] = mime.toLowerCase().split(";");
  if (known !== "" && known !== "application/octet-stream") return known.trim();
  return byEnding[endingOf(name)] ?? known;
}

/** For a model that reads text alone: the text of all files in their place. Throws `bad_input` for a picture. */
export async function withTextAlone(messages: readonly BaseMessage[], model: string): Promise<BaseMessage[]> {
  return await Promise.all(
    messages.map(async (message) => {
      const { content } = message;
      if (typeof content === "string" || !content.some(isFileBlock)) return message;
      const parts = await Promise.all(content.map((part) => (isFileBlock(part) ? wordsOf(part, model) : part)));
      return new HumanMessage({ content: parts });
    }),
  );
}

function isFileBlock(part: unknown): part is FileBlock {
  const { type, metadata } = Object(part);
  return (type === "image" || type === "file") && typeof Object(metadata).readText === "function";
}

async function wordsOf({ type, metadata: { name, readText } }: FileBlock, model: string) {
  if (type !== "image") return textPart(name, await readText());
  throw new PatchbayError(
    "bad_input",
    `The model ${model} reads text alone and cannot see “${name}”. Choose a model that takes images.`,
  );
}
