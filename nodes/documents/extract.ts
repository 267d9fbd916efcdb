import { Worker } from "node:worker_threads";
import { PatchbayError } from "../../lib/errors.ts";
import { type FileEnding, fileEndings, unreadable } from "../../lib/file-endings.ts";
import { fileLimits, fileTooLarge } from "../../lib/file-limits.ts";
import type { Document } from "../../lib/values/values.ts";
import type { Section } from "./section.ts";
import type { Answer } from "./thread.ts";

const readingLimits = {
  characters: 10_000_000,
  seconds: 60,
  memoryMb: 512,
  buffersMb: 768,
};
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
  assertReadable(file);
  const answer = await readInThread(file, signal);
  if ("error" in answer) {
    const advice = "Open it in its own program and save it again, or upload it as plain text.";
    throw new PatchbayError(
      "bad_input",
      `“${file.name}” cannot be read: ${answer.error.replace(/[.\s]+$/, "")}. ${advice}`,
    );
  }
  const sections = answer.sections
    .map(({ title, text, metadata }) => ({ title: tidy(title ?? ""), text: tidy(text), metadata }))
    .filter(({ title, text }) => title !== "" || text !== "");
  if (sections.length === 0) {
    const advice = endingOf(file.name) === "pdf" ? " If it is a scan, run text recognition on it first." : "";
    throw new PatchbayError("bad_input", `“${file.name}” has no text in it.${advice}`);
  }
  if (sections.reduce((sum, { title, text }) => sum + title.length + text.length, 0) > readingLimits.characters) {
    throw new PatchbayError("too_large", `“${file.name}” has more than 10 million characters of text. Split it.`);
  }
  return granularity === "part" ? parts(sections, file.name) : [join(sections, file.name)];
}

/** A heading right above another is in what that one says of its place; with nothing below it, it is a text itself. */
function parts(sections: readonly Section[], source: string): Document[] {
  return sections.flatMap(({ title = "", text, metadata }, index) => {
    const next = sections[index + 1]?.metadata.heading;
    const isAbove = typeof next === "string" && next.startsWith(`${metadata.heading} › `);
    if (text === "" && isAbove) return [];
    return [{ text: text === "" ? title : text, metadata: { source, ...metadata } }];
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
      .replace(/[\u0000-\u0008\u000e-\u001b\u00ad\ufeff\ufffe\uffff]/g, "")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: separators of fields and records.
      .replace(/[\u001c-\u001f]/g, " ")
      .replace(/[\u2010\u2011]/g, "-")
      .replace(/(?<![ \t])[ \t]+\n/g, "\n")
      .replace(/\n{3,}/g, "\n\n")
      .toWellFormed()
      .trim()
  );
}

async function readInThread({ name, data }: File, signal: AbortSignal): Promise<Answer> {
  const thread = new Worker(new URL("./thread.ts", import.meta.url), {
    env: {},
    execArgv: ["--no-warnings"],
    workerData: { ending: endingOf(name), data },
    resourceLimits: { maxOldGenerationSizeMb: readingLimits.memoryMb },
    stdout: true,
    stderr: true,
  });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const timer = setTimeout(() => resolve({ error: "it takes longer than a minute" }), readingLimits.seconds * 1000);
  const guard = guardMemory(() => resolve({ error: tooMuchMemory }));
  const onAbort = () => reject(new PatchbayError("cancelled", "Reading the file was stopped."));
  signal.addEventListener("abort", onAbort, { once: true });
  // Heard to the end: one that was given up may still report that its memory is full.
  thread.once("message", resolve).on("error", ({ message, code }: NodeJS.ErrnoException) => {
    resolve({ error: code === "ERR_WORKER_OUT_OF_MEMORY" ? tooMuchMemory : message });
  });
  try {
    signal.throwIfAborted();
    return await promise;
  } finally {
    clearTimeout(timer);
    clearInterval(guard);
    signal.removeEventListener("abort", onAbort);
    await thread.terminate();
  }
}

const tooMuchMemory = "it takes too much memory";

/** A thread's own limit does not count buffers, and a PDF of one megabyte may unpack to gigabytes of them. */
function guardMemory(onFull: () => void): NodeJS.Timeout {
  const before = process.memoryUsage.rss();
  return setInterval(() => {
    if (process.memoryUsage.rss() - before > readingLimits.buffersMb * 1024 * 1024) onFull();
  }, 25);
}
