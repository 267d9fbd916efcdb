/** Whatever a model server sends as its answer, as JSON objects: server-sent events, a line of JSON each, or one object. */
import { PatchbayError } from "../../../../lib/errors.ts";
import { pageText } from "../../../../lib/values/text/page-text.ts";
import { type AnswerEvent, eventReader } from "./event-reader.ts";

const maxBuffered = 16 * 1024 * 1024;
/** Of a web page only the first words are told. */
const maxPage = 100_000;
/** How long a connection may stay open after the stream has said that it is over. */
const lingerMs = 1000;

/** Content types are often wrong, so the first character decides. Throws `provider_refused` for a web page. */
export async function* answerEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<AnswerEvent> {
  const decoder = new TextDecoder();
  const reader = eventReader();
  let rest = "";
  let isPage: boolean | undefined;
  for await (const bytes of piecesOf(body, reader.isOver)) {
    const piece = decoder.decode(bytes, { stream: true });
    rest += piece;
    if (isPage === undefined && rest.trim() !== "") isPage = rest.trimStart().startsWith("<");
    if (rest.length + reader.held() > maxBuffered) throw tooLarge();
    if (isPage && rest.length > maxPage) break;
    // A long line is looked through once, not with every piece of it.
    if (isPage || !/[\r\n]/.test(piece)) continue;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) yield* reader.read(line);
  }
  rest += decoder.decode();
  if (isPage) throw isWebPage(rest);
  for (const line of rest.split(/\r\n|\n|\r/)) yield* reader.read(line);
  yield* reader.end();
}

/** The body, until it ends or nothing is to be expected of it any more. */
async function* piecesOf(body: ReadableStream<Uint8Array>, isOver: () => boolean): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let timer: NodeJS.Timeout | undefined;
  try {
    for (;;) {
      if (isOver()) timer ??= setTimeout(() => void reader.cancel().catch(() => {}), lingerMs);
      const { done: isEnd, value } = await reader.read();
      if (isEnd) return;
      yield value;
    }
  } finally {
    clearTimeout(timer);
    await reader.cancel().catch(() => {});
  }
}

function tooLarge(): PatchbayError {
  return new PatchbayError("too_large", "The model's answer has a line over 16 MB.");
}

export function isWebPage(page: string): PatchbayError {
  const words = pageText(page).replace(/\s+/g, " ").trim().slice(0, 200);
  const advice = "Check the base URL of the credential, and whether a proxy in between asks for a sign-in.";
  return new PatchbayError(
    "provider_refused",
    `The address answered with an HTML page (“${words}”), not a model's answer. ${advice}`,
  );
}
