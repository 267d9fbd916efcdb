/** One step of an HTTP request node: a request, or one for each page of a list. */
import { setTimeout as wait } from "node:timers/promises";
import { PatchbayError } from "../../lib/errors.ts";
import type { HttpFetch, HttpResponse } from "../../lib/http.ts";
import { parseJson, parseJsonWithTexts, stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { Call, Services } from "../define.ts";
import { evaluateJsonata } from "../jsonata/evaluate.ts";
import { renderTemplate } from "../liquid/liquid.ts";
import type { Written } from "./multipart.ts";
import { type Page, type PageAsk, type PageSettings, readPages } from "./read-pages.ts";
import { headerLine, linesOf, type RequestSettings, retryStatuses } from "./request-settings.ts";
import { responseName, typeOf } from "./response-type.ts";
import { serviceFailure } from "./service-failure.ts";

type Request = { settings: RequestSettings; services: Services; call: Call };
type Outputs = {
  body?: string;
  json?: Json;
  file?: FileRef;
  status?: number;
  headers?: { [name: string]: Json };
  refused?: Json;
  cut?: boolean;
};

/** What only reads; all other methods change something. */
export const readingMethods = ["GET", "HEAD", "OPTIONS"] as const;

const isReading = (method: string) => readingMethods.some((reading) => reading === method);

export async function sendRequest(request: Request, url: string, written: Written | undefined): Promise<Outputs> {
  if (request.settings.pages !== "one response") return await sendForPages(request, url, written);
  const response = await send(request, url, written);
  if (response.status >= 400) return refused(request, url, response);
  return { ...(await outputsOf(request, url, response)), ...about(response) };
}

async function send({ settings, services, call }: Request, url: string, written: Written | undefined) {
  const { method, key, keyHeader, credential } = settings;
  const headers = await headersOf(settings, call);
  if (!isReading(method) && key !== "none") headers.set(keyHeader, call.idempotencyKey);
  // The boundary of a form is in its type.
  const isForm = written?.contentType.startsWith("multipart/") ?? false;
  if (written && (isForm || !headers.has("content-type"))) headers.set("content-type", written.contentType);
  const fetch: HttpFetch = credential === "" ? services.fetch : services.fetchAs(credential);
  return await fetch(url, {
    method,
    headers: Object.fromEntries(headers),
    ...(written ? { body: written.body } : {}),
    signal: call.signal,
  });
}

async function headersOf(settings: RequestSettings, call: Call): Promise<Headers> {
  const headers = new Headers();
  for (const line of linesOf(settings.headers)) {
    const [, name = "", template = ""] = headerLine.exec(line) ?? [];
    const value = template.includes("{") ? (await renderTemplate(template, call.values, call)).trim() : template;
    if (!/^[\t\x20-\x7e]*$/.test(value)) {
      throw new PatchbayError("bad_input", `The header ${name} has a line break or a sign that headers do not take.`);
    }
    headers.append(name, value);
  }
  return headers;
}

/** Of the connection, and what signs a browser in, which everyone who can see the run would see. */
const ownHeaders: ReadonlySet<string> = new Set(["connection", "keep-alive", "transfer-encoding", "set-cookie"]);

function about({ status, headers }: HttpResponse): { status: number; headers: { [name: string]: Json } } {
  return { status, headers: Object.fromEntries([...headers].filter(([name]) => !ownHeaders.has(name))) };
}

function failureOf({ settings }: Request, url: string, response: HttpResponse): PatchbayError {
  const title = `${settings.method} ${new URL(url).host}`;
  const retryOn = retryStatuses(settings.retryOn);
  return serviceFailure({ title, retryOn }, response);
}

/** An output instead of a failure, unless another attempt may do better. */
function refused(request: Request, url: string, response: HttpResponse): Outputs {
  const failure = failureOf(request, url, response);
  if (failure.canRetry || request.settings.refusal === "fails the step") throw failure;
  const told = about(response);
  return { refused: { ...told, body: jsonOrText(response.body), message: failure.userMessage }, ...told };
}

function jsonOrText(body: string): Json {
  try {
    return parseJson(body);
  } catch {
    return body;
  }
}

async function outputsOf(request: Request, url: string, response: HttpResponse): Promise<Outputs> {
  const { settings, services, call } = request;
  switch (settings.response) {
    case "file": {
      const { headers, data } = response;
      const mime = typeOf(headers) || "application/octet-stream";
      const name = responseName(headers, new URL(url));
      return { file: await services.files.save({ name, mime, data }, call.signal) };
    }
    case "text":
      return { body: response.body };
    case "JSON":
      return { body: response.body, json: demandJson(settings, response, url) };
    case "JSON or text": {
      const json = parse(response.body, settings);
      return { body: response.body, ...(json === undefined ? {} : { json }) };
    }
  }
}

function demandJson(settings: RequestSettings, { body }: HttpResponse, url: string): Json {
  const json = parse(body, settings);
  if (json !== undefined) return json;
  const start = body.replace(/\s+/g, " ").trim().slice(0, 100);
  throw new PatchbayError("provider_refused", `${new URL(url).host} did not answer with JSON: ${start || "(nothing)"}`);
}

function parse(body: string, { largeNumbers }: RequestSettings): Json | undefined {
  try {
    return largeNumbers === "text" ? parseJsonWithTexts(body) : parseJson(body);
  } catch (thrown) {
    // Not JSON: the output is not taken.
    if (!(thrown instanceof PatchbayError)) return undefined;
    const [said = ""] = thrown.userMessage.split(". ", 1);
    throw new PatchbayError("bad_input", `The response: ${said}. Use the output “Body”, which is the text of it.`);
  }
}

const styles = {
  "one response": "none",
  "link header": "link",
  "field of the response": "next",
  offset: "offset",
  "page number": "page",
} as const satisfies Record<RequestSettings["pages"], PageSettings["style"]>;

type Answer = Page & { response: HttpResponse };

async function sendForPages(request: Request, url: string, written: Written | undefined): Promise<Outputs> {
  const { settings, services, call } = request;
  if (!URL.canParse(url)) throw new PatchbayError("bad_input", `“${url.slice(0, 200)}” is not a URL.`);
  const { items, next, parameter, mostPages, until } = settings;
  const inBody = settings.parameterIn === "JSON body";
  const lines: string[] = [];
  const isFile = settings.gather === "a file of JSON lines";
  const pages = await readPages<Answer>({
    pages: { style: styles[settings.pages], items, next, parameter, most: mostPages, in: inBody ? "body" : "query" },
    first: { url: new URL(url), ...(inBody ? { body: bodyValue(written) } : {}) },
    ask: (at) => askPage(request, at, written),
    isLast: async ({ value }) => until.trim() !== "" && (await evaluateJsonata(until, value, call)) === true,
    ...(isFile
      ? { take: (more: readonly Json[]) => more.forEach((item) => void lines.push(stringifyJson(item))) }
      : {}),
  });
  const { first, items: gathered, isCut } = pages;
  const told = { ...about(first.response), cut: isCut };
  if (!isFile) return { json: gathered, ...told };
  const data = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  const file = { name: "items.jsonl", mime: "application/x-ndjson", data };
  return { file: await services.files.save(file, call.signal), ...told };
}

function bodyValue(written: Written | undefined): Json | undefined {
  if (!written) return undefined;
  const value = typeof written.body === "string" ? jsonOrText(written.body) : null;
  if (isObject(value)) return value;
  throw new PatchbayError(
    "bad_input",
    "The parameter of the page goes into the JSON body, which is not an object here.",
  );
}

const mostTries = 4;
const longestPauseMs = 60_000;

/** A page that is refused for now is asked for again here: another attempt of the step would begin with the first page. */
async function askPage(request: Request, { url, body }: PageAsk, written: Written | undefined): Promise<Answer> {
  const { settings, call } = request;
  const sent = body === undefined ? written : { body: stringifyJson(body), contentType: "application/json" };
  for (let tries = 1; ; tries += 1) {
    const response = await send(request, url.href, sent);
    if (response.status < 400) {
      const { headers, data } = response;
      // 204 is how some servers say that a page is behind the last one.
      const value = response.status === 204 ? null : demandJson(settings, response, url.href);
      return { url, headers, size: data.byteLength, value, response };
    }
    const failure = failureOf(request, url.href, response);
    const pauseMs = failure.retryAfterMs ?? 500 * 2 ** tries;
    const mayRepeat = failure.canRetry && (isReading(settings.method) || settings.key === "send it and repeat");
    if (!mayRepeat || tries === mostTries || pauseMs > longestPauseMs) throw failure;
    await wait(pauseMs, undefined, { signal: call.signal });
  }
}
