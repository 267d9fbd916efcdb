/** Whatever a model server sends as its answer, as JSON objects: server-sent events, a line of JSON each, or one object. */
import { PatchbayError } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import { pageText } from "../../../lib/values/page-text.ts";

/** The stream says itself that it is over. */
export const done = Symbol("done");
export type AnswerEvent = { [key: string]: unknown } | typeof done;

const maxBuffered = 16 * 1024 * 1024;
/** Of a web page only the first words are told. */
const maxPage = 100_000;

/** Content types are often wrong, so the first character decides. Throws `provider_refused` for a web page. */
export async function* answerEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerEvent> {
  const decoder = new TextDecoder();
  let rest = "";
  let isPage: boolean | undefined;
  for await (const bytes of body) {
    const piece = decoder.decode(bytes, { stream: true });
    rest += piece;
    if (isPage === undefined && rest.trim() !== "") isPage = rest.trimStart().startsWith("<");
    if (rest.length > maxBuffered) throw new PatchbayError("too_large", "The model's answer has a line over 16 MB.");
    if (isPage && rest.length > maxPage) break;
    // A long line is looked through once, not with every piece of it.
    if (isPage || !/[\r\n]/.test(piece)) continue;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    // One object over many lines is read when it is whole.
    if (lines.some((line) => line.trim() === "{")) {
      rest = `${lines.join("\n")}\n${rest}`;
      continue;
    }
    for (const line of lines) yield* eventsOf(line);
  }
  rest += decoder.decode();
  if (isPage) throw isWebPage(rest);
  if (rest.trimStart().startsWith("{")) yield* eventsOf(rest);
  else for (const line of rest.split(/\r\n|\n|\r/)) yield* eventsOf(line);
}

function* eventsOf(line: string): Generator<AnswerEvent> {
  const text = line.replace(/^\uFEFF/, "").trim();
  if (text.startsWith("{")) return yield* parsed(text);
  if (text === "event: error" || text === "event:error") return;
  if (!text.startsWith("data:")) return;
  const data = text.slice(5).trim();
  if (data === "[DONE]") yield done;
  else if (data !== "") yield* parsed(data);
}

function* parsed(text: string): Generator<AnswerEvent> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new PatchbayError("answer_broken", "A part of the model's answer is not readable.");
  }
  if (typeof value === "object" && value !== null) yield { ...value };
}

export function isWebPage(page: string): PatchbayError {
  const words = pageText(page).replace(/\s+/g, " ").trim().slice(0, 200);
  const advice = "Check the base URL of the credential, and whether a proxy in between asks for a sign-in.";
  return new PatchbayError(
    "provider_refused",
    `The address answered with an HTML page (“${words}”), not a model's answer. ${advice}`,
  );
}
