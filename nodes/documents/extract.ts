import { z } from "zod";
import type { Cells } from "../../lib/documents/document-columns.ts";
import { type FileEnding, fileEndings, unreadable } from "../../lib/documents/file-endings.ts";
import { fileLimits, fileTooLarge } from "../../lib/documents/file-limits.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { Json } from "../../lib/values/json.ts";
import type { Document } from "../../lib/values/values.ts";
import { bounded } from "../bounded/bounded.ts";
import type { Section } from "./section.ts";

const mostCharacters = 10_000_000;
/** Files come from anywhere: a hostile one may hang or eat memory, so that each has a thread of its own. */
const reading = bounded({
  script: new URL("./mail/thread.ts", import.meta.url).href,
  seconds: 60,
  memoryMb: 512,
  buffersMb: 768,
});
const FoundSection = z.object({
  title: z.string().optional(),
  text: z.string(),
  metadata: z.record(z.string(), Json),
  cells: z.array(z.tuple([z.string(), Json])).exactOptional(),
});
const Answer = z.union([z.object({ sections: z.array(FoundSection) }), z.object({ error: z.string() })]);
/** `whole`: one document a file · `part`: one document a page, row or section, as the file has them. */
export type Granularity = "whole" | "part";

type File = { name: string; data: Uint8Array };

/** Throws `bad_input` or `too_large` when such a file cannot be read, before any work is done. */
export function assertReadable({ name, data }: File): void {
  endingOf(name);
  if (data.length === 0) throw new PatchbayError("bad_input", `“${name}” is empty.`);
  if (data.length > fileLimits.bytes) throw fileTooLarge(name, data.length);
}

/**
 * The text of a file as documents, each with its `source` (the file's name) and `heading`, `page` or `row`. Throws `bad_input` when
 * the file is not what its name says, has no text, or takes more than a minute.
 */
export async function extractDocuments(file: File, granularity: Granularity, signal: AbortSignal): Promise<Document[]> {
  const sections = await extractSections(file, signal);
  return granularity === "part" ? parts(sections, file.name) : [join(sections, file.name)];
}

/** The same in parts, and what is a row of a table has its cells. */
export async function extractRows(file: File, signal: AbortSignal): Promise<(Document & { cells?: Cells })[]> {
  return parts(await extractSections(file, signal, true), file.name);
}

async function extractSections(file: File, signal: AbortSignal, withCells = false): Promise<Section[]> {
  assertReadable(file);
  const answer = await read(file, signal, withCells);
  if ("error" in answer) {
    const advice = "Open it in its own program and save it again, or upload it as plain text.";
    throw new PatchbayError(
      "bad_input",
      `“${file.name}” cannot be read: ${answer.error.replace(/[.\s]+$/, "")}. ${advice}`,
    );
  }
  const sections = answer.sections
    .map(({ title, text, ...section }) => ({ ...section, title: tidy(title ?? ""), text: tidy(text) }))
    .filter(({ title, text }) => title !== "" || text !== "");
  if (sections.length === 0) {
    const advice = endingOf(file.name) === "pdf" ? " If it is a scan, run text recognition on it first." : "";
    throw new PatchbayError("bad_input", `“${file.name}” has no text in it.${advice}`);
  }
  if (sections.reduce((sum, { title, text }) => sum + title.length + text.length, 0) > mostCharacters) {
    throw new PatchbayError("too_large", `“${file.name}” has more than 10 million characters of text. Split it.`);
  }
  return sections;
}

/** A heading right above another is in what that one says of its place; with nothing below it, it is a text itself. */
function parts(sections: readonly Section[], source: string): (Document & { cells?: Cells })[] {
  return sections.flatMap(({ title = "", text, metadata, cells }, index) => {
    const next = sections[index + 1]?.metadata.heading;
    const isAbove = typeof next === "string" && next.startsWith(`${metadata.heading} › `);
    if (text === "" && isAbove) return [];
    return [{ text: text === "" ? title : text, metadata: { source, ...metadata }, ...(cells && { cells }) }];
  });
}

function join(sections: readonly Section[], source: string): Document {
  const texts = sections.flatMap(({ title = "", text }) => [title, text]).filter((text) => text !== "");
  return { text: texts.join("\n\n"), metadata: { source } };
}

function endingOf(name: string): FileEnding {
  const ending = name.split(".").pop()?.toLowerCase();
  const known = fileEndings.find((candidate) => candidate === ending);
  if (known && name.includes(".")) return known;
  throw new PatchbayError("bad_input", unreadable(name));
}

/**
 * Without what is not seen (Postgres refuses NUL), with at most one empty line in a row. Soft hyphens and marks for the byte
 * order stand inside words and would keep them from being found; the hyphen that never breaks is one like any other.
 */
function tidy(text: string): string {
  return (
    text
      .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point.
      .replace(/[\u0000-\u0008\u000e-\u001b\u00ad\u2060\ufeff\ufffe\uffff]/g, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: separators of fields and records.
      .replace(/[\u001c-\u001f]/g, " ")
      .replace(/[\u2010\u2011]/g, "-")
      .replace(/(?<![ \t])[ \t]+\n/g, "\n")
      .replace(/\n{3,}/g, "\n\n")
      .toWellFormed()
      .trim()
  );
}

async function read({ name, data }: File, signal: AbortSignal, withCells: boolean): Promise<z.infer<typeof Answer>> {
  const result = await reading.ask({ ending: endingOf(name), data, withCells }, signal);
  return "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
}
