/** One call of an operation: the request from its inputs, the response as a value. */
import { PatchbayError } from "../../lib/errors.ts";
import type { HttpFetch, HttpResponse } from "../../lib/http.ts";
import { type Service, type ServiceInput, type ServiceOperation, serverUrl } from "../../lib/service/service.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { ReadFile } from "../http/multipart.ts";
import { isTextType, responseName, typeOf } from "../http/response-type.ts";
import { serviceFailure } from "../http/service-failure.ts";
import { fitValue } from "./fit-value.ts";
import { type Given, writeBody } from "./write-body.ts";
import { writeCookie, writeHeader, writePathParameter, writeQuery } from "./write-parameters.ts";

export type ServiceCall = {
  service: Service;
  operation: ServiceOperation;
  fetch: HttpFetch;
  readFile: ReadFile;
  saveFile(file: { name: string; mime: string; data: Uint8Array<ArrayBuffer> }): Promise<FileRef>;
  idempotencyKey: string;
  signal: AbortSignal;
};
/** `size` in bytes. */
export type Answer = { url: URL; status: number; headers: Headers; size: number; value: Json };
/** `at`: another address than the operation's own, as the next page of a list has. */
export type Ask = { given: readonly Given[]; at?: URL };

/** What arrived by an edge, else what the form holds. Throws `bad_input` when an input that is asked for has neither. */
export function givenInputs(
  { service, operation }: Pick<ServiceCall, "service" | "operation">,
  arrived: { [name: string]: Json },
): Given[] {
  return operation.inputs.flatMap((input) => {
    const takesNull = input.shape.nullable === true && isJson(input, operation);
    const value = findValue(input, [arrived, service.values], takesNull);
    if (value === undefined) {
      if (!input.isRequired) return [];
      const title = input.shape.title ?? input.key;
      throw new PatchbayError("bad_input", `“${title}” is needed. Connect its input, or fill it in in the settings.`);
    }
    return [{ input, value: fitValue(value, input.shape, input.key || "body") }];
  });
}

/** Only JSON has a null; anywhere else, what is null is left out. */
function isJson({ in: place, style }: ServiceInput, { body }: ServiceOperation): boolean {
  return place === "body" || place === "whole-body" ? body?.encoding === "json" : style === "json";
}

function findValue(
  { name, isRequired, shape }: ServiceInput,
  from: readonly { [name: string]: Json }[],
  takesNull: boolean,
): Json | undefined {
  const found = from.find((values) => Object.hasOwn(values, name))?.[name];
  // What the server fills in by itself is left to it, but for what has to be there.
  const known = [found, isRequired ? shape.default : undefined];
  return known.find((value) => value !== undefined && (value !== null || takesNull));
}

export async function callService(call: ServiceCall, { given, at }: Ask): Promise<Answer> {
  const { service, operation, fetch, signal } = call;
  const url = at ?? operationUrl(service, operation, given);
  const headers = headersOf(operation, given);
  if (operation.keyHeader !== undefined) headers.set(operation.keyHeader, call.idempotencyKey);
  const written = operation.body && (await writeBody(operation.body, given, call.readFile));
  if (written) headers.set("content-type", written.contentType);
  const response = await fetch(url.href, {
    method: operation.method,
    headers: Object.fromEntries(headers),
    ...(written ? { body: written.body } : {}),
    signal,
  });
  if (response.status >= 400) {
    const title = `${operation.method} ${operation.path} of ${service.title || url.host}`;
    throw serviceFailure({ title, retryOn: service.retryOn }, response);
  }
  const { status, headers: about, data } = response;
  return { url, status, headers: about, size: data.byteLength, value: await valueIn(response, url, call) };
}

export function operationUrl(service: Service, operation: ServiceOperation, given: readonly Given[]): URL {
  const at = (place: ServiceInput["in"]) => given.filter(({ input }) => input.in === place);
  const path = operation.path.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const found = at("path").find(({ input }) => input.key === name);
    return found ? writePathParameter(found.input, found.value) : whole;
  });
  const query = at("query").flatMap(({ input, value }) => writeQuery(input, value));
  const text = `${serverUrl(service).replace(/\/+$/, "")}${path}`;
  // Without the slash it would go on with the server's name.
  if (!URL.canParse(text) || !path.startsWith("/")) {
    throw new PatchbayError(
      "bad_input",
      `The server's address “${text.slice(0, 200)}” is not a URL. Choose another server in the settings.`,
    );
  }
  const url = new URL(text);
  if (query.length > 0) url.search = `${url.search === "" ? "?" : `${url.search}&`}${query.join("&")}`;
  return url;
}

function headersOf({ accept }: ServiceOperation, given: readonly Given[]): Headers {
  const headers = new Headers({ accept });
  const cookies: string[] = [];
  for (const { input, value } of given) {
    if (input.in === "header") headers.set(input.key, writeHeader(input, value));
    if (input.in === "cookie") cookies.push(writeCookie(input, value));
  }
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  return headers;
}

/** JSON as a value, text as text, and anything else as a file. */
async function valueIn(response: HttpResponse, url: URL, { saveFile }: ServiceCall): Promise<Json> {
  const { headers, body, data } = response;
  const mime = typeOf(headers);
  if (data.byteLength === 0) return null;
  if (/^application\/(.+\+)?json$/.test(mime) || mime === "") return jsonIn(body, mime !== "");
  if (isTextType(mime)) return body;
  return { ...(await saveFile({ name: responseName(headers, url), mime, data })) };
}

function jsonIn(body: string, mustBe: boolean): Json {
  try {
    return parseJson(body);
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    if (!mustBe) return body;
    const start = body.replace(/\s+/g, " ").slice(0, 100);
    throw new PatchbayError("provider_refused", `The server says it answers with JSON, which this is not: ${start}`);
  }
}
