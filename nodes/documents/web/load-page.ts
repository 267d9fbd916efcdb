/** A page of the web as documents: its text whole, its title, and its address as the source. */
import { setTimeout as wait } from "node:timers/promises";
import { type FileEnding, fileEndings } from "../../../lib/documents/file-endings.ts";
import { mediaTypes } from "../../../lib/documents/media-types.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import type { HttpFetch, HttpResponse } from "../../../lib/http.ts";
import type { Document } from "../../../lib/values/values.ts";
import { typeOf } from "../../http/response-type.ts";
import { serviceFailure } from "../../http/service-failure.ts";
import { extractDocuments, type Granularity } from "../extract.ts";

export type Web = {
  fetch: HttpFetch;
  signal: AbortSignal;
  headers?: Readonly<Record<string, string>>;
  /** Throws for an address to which no redirect may lead. */
  mayFollow?: (address: string) => Promise<void>;
};

const answerMs = 30_000;
const mostTries = 3;
const longestPauseMs = 30_000;
const busy = [408, 425, 429, 500, 502, 503, 504];

/** Throws what the client throws, `provider_refused` for a status of 400 or more, `bad_input` for what is no text. */
export async function loadPage(address: string, granularity: Granularity, web: Web): Promise<Document[]> {
  const file = fileOf(address, await get(address, web));
  const documents = await extractDocuments(file, granularity, web.signal);
  const title = await titleOf(file);
  return documents.map(({ text, metadata }) => ({
    text,
    metadata: { ...metadata, source: address, ...(title === "" ? {} : { title }) },
  }));
}

/** What a server answers, as a file whose name says what it is. */
export function fileOf(address: string, response: HttpResponse): { name: string; data: Uint8Array } {
  const url = new URL(address);
  const ending = endingFor(response, url);
  const path = `${url.host}${url.pathname}`;
  const name = path.toLowerCase().endsWith(`.${ending}`) ? path : `${path}.${ending}`;
  return { name, data: bytesOf(response, ending) };
}

/** Of a page; nothing for other files. */
export async function titleOf({ name, data }: { name: string; data: Uint8Array }): Promise<string> {
  if (!/\.html?$/i.test(name)) return "";
  const { decodeHtml } = await import("../html/html.ts");
  return titleIn(decodeHtml(data.subarray(0, 400_000)));
}

export async function get(address: string, web: Web): Promise<HttpResponse> {
  const { response, failure } = await askFor(address, web);
  if (failure) throw failure;
  return response;
}

/** A server that is busy is asked again, after the time that it names. `failure` says what a status of 400 or more means. */
export async function askFor(
  address: string,
  { fetch, signal, headers: own = {}, mayFollow }: Web,
): Promise<{ response: HttpResponse; failure?: PatchbayError }> {
  const accept = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8";
  const headers = { accept, ...own };
  for (let tries = 1; ; tries += 1) {
    const response = await answerOf(address, signal, (limit) =>
      fetch(address, { headers, signal: limit, ...(mayFollow && { mayFollow }) }),
    );
    if (response.status < 400) return { response };
    const failure = serviceFailure({ title: address.slice(0, 300), retryOn: busy, isOpen: true }, response);
    const pauseMs = failure.retryAfterMs ?? 500 * 2 ** tries;
    if (!failure.canRetry || tries === mostTries || pauseMs > longestPauseMs) return { response, failure };
    await wait(pauseMs, undefined, { signal });
  }
}

async function answerOf(
  address: string,
  signal: AbortSignal,
  ask: (limit: AbortSignal) => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const limit = AbortSignal.timeout(answerMs);
  try {
    return await ask(AbortSignal.any([signal, limit]));
  } catch (thrown) {
    if (signal.aborted || !limit.aborted) throw thrown;
    throw new PatchbayError("unavailable", `${address.slice(0, 300)} did not answer within ${answerMs / 1000} s.`);
  }
}

/** By its media type; where that says nothing, by the end of the address. */
function endingFor({ headers }: HttpResponse, { pathname, host }: URL): FileEnding {
  const mime = typeOf(headers);
  const ending = pathname.split(".").at(-1)?.toLowerCase();
  const named = fileEndings.find((each) => each === ending);
  const isVague = mime === "" || mime === "text/plain" || mime === "application/octet-stream";
  const found = isVague
    ? (named ?? mediaTypes[mime])
    : (mediaTypes[mime] ?? (/[/+]xml$/.test(mime) ? undefined : named));
  if (found) return found;
  const message = `What ${host} answers is ${mime || "of a kind that it does not name"}, which is not read as a document.`;
  throw new PatchbayError("bad_input", message);
}

/** The charset that the server names counts before the one that the page does. */
function bytesOf({ headers, body, data }: HttpResponse, ending: FileEnding): Uint8Array {
  const isNamed = /charset=/i.test(headers.get("content-type") ?? "");
  const isText = /^(html?|txt|text|log|md|markdown|csv|tsv|json|jsonl|ndjson)$/.test(ending);
  return isNamed && isText ? new TextEncoder().encode(`\ufeff${body}`) : data;
}

/** Only the head is looked at: a pattern that begins again at every “<title” takes hours for a few megabytes of them. */
function titleIn(html: string): string {
  const [, title = ""] = /<title\b[^<>]{0,1000}>([^<]{0,1000})<\/title\s{0,100}>/i.exec(html.slice(0, 200_000)) ?? [];
  return entities(title).replace(/\s+/g, " ").trim().slice(0, 300);
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

function entities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
