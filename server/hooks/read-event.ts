/** From a request to the outputs of a Webhook node. */

import { PatchbayError } from "../../lib/errors.ts";
import type { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";
import type { Values } from "../../lib/run.ts";
import { Json } from "../../lib/values/json.ts";
import { dispositionName } from "../../lib/values/text/disposition-name.ts";
import type { FileRef } from "../../lib/values/values.ts";
import { batchType, mimeOf, readEnvelope, structuredType } from "../../nodes/events/cloud-event.ts";
import type { NewFile } from "../../platform/files/files.ts";
import { demandStorable } from "../http/requests/storable-text.ts";
import { type FormPart, readMultipart } from "./bodies/multipart.ts";
import { mostFields, readPairs, textOf, tooManyFields } from "./bodies/text-of.ts";
import { headerAttributes } from "./cloud-event.ts";

export type HookRequest = {
  method: string;
  /** Behind the ? of the address. */
  query: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was before it was compressed for the way. */
  body: Buffer<ArrayBuffer>;
};
/** `readJson` refuses what no value may hold; `save` keeps a file. */
type Deps = { readJson(bytes: Buffer): Promise<unknown>; save(file: NewFile): Promise<FileRef> };
/** What a body holds; `keep` saves its files, which is for bodies of requests that are not refused. */
type Read = { values: Values; keep?: () => Promise<Values> };
type Way = Exclude<WebhookSettings["body"], "by its type">;
type PlainWay = Exclude<Way, "CloudEvent">;

export async function readEvent(deps: Deps, settings: WebhookSettings, request: HookRequest): Promise<Values> {
  const { method, query, headers, body } = request;
  const mime = typeOf(request);
  const read: Read =
    isEmpty(body) && settings.body !== "CloudEvent"
      ? { values: { body: null } }
      : await readers[wayOf(settings, mime)](deps, request);
  const event = {
    ...read.values,
    headers: keptHeaders(headers, settings),
    query: objectOf(readPairs(query)),
    method,
  };
  demandStorable(event);
  return read.keep ? { ...event, ...(await read.keep()) } : event;
}

/** Names of headers that hold secrets, and those of the connection. */
const secretHeader =
  /authorization|cookie|signature|hmac|secret|token|api-?key|password|session|(^|-)(auth|credentials?|jwt|pass|(?<!idempotency-)key)(-|$)/;
const ofConnection = new Set([
  ...["connection", "content-encoding", "content-length", "transfer-encoding", "keep-alive", "upgrade", "te"],
]);

export function keptHeaders(
  headers: HookRequest["headers"],
  { signatureHeader }: Pick<WebhookSettings, "signatureHeader">,
): Record<string, string> {
  const own = signatureHeader.toLowerCase();
  const kept = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined || ofConnection.has(name) || name === own || secretHeader.test(name)) return [];
    return [[name, [value].flat().join(", ")] as const];
  });
  return named(kept);
}

function contentTypeOf({ headers }: Pick<HookRequest, "headers">): string {
  const type = headers["content-type"];
  return typeof type === "string" ? type : "";
}

const typeOf = (request: HookRequest) => mimeOf(contentTypeOf(request));

/** Many programs that send nothing end it with a line. */
const isEmpty = (body: Buffer) => body.length <= 2 && body.toString("latin1").trim() === "";

function wayOf({ body }: WebhookSettings, mime: string): Way {
  return body === "by its type" ? byType(mime) : body;
}

function byType(mime: string): PlainWay {
  if (mime === "application/json" || mime === "text/json" || mime.endsWith("+json")) return "JSON";
  if (mime === "application/x-www-form-urlencoded" || mime === "multipart/form-data") return "form";
  return mime.startsWith("text/") ? "text" : "file";
}

const readers = {
  JSON: async (deps, request) => ({ values: { body: await jsonOf(deps, request) } }),
  form: readForm,
  text: async (_, request) => ({ values: { body: textOf(request.body, contentTypeOf(request)) } }),
  file: async ({ save }, request) => {
    const mime = typeOf(request) || "application/octet-stream";
    const data = new Uint8Array(request.body);
    const keep = async () => {
      const file = await save({ name: fileName(request), mime, data });
      return { body: { ...file }, file: { ...file } };
    };
    return { values: { body: mime }, keep };
  },
  CloudEvent: readCloudEvent,
} as const satisfies Record<Way, (deps: Deps, request: HookRequest) => Promise<Read>>;

export async function jsonOf({ readJson }: Pick<Deps, "readJson">, request: Pick<HookRequest, "headers" | "body">) {
  return Json.parse(await readJson(Buffer.from(textOf(request.body, contentTypeOf(request)))));
}

/** CloudEvents' HTTP binding: attributes in headers, all of it in one JSON, or a list of those. */
async function readCloudEvent(deps: Deps, request: HookRequest): Promise<Read> {
  const mime = typeOf(request);
  if (mime === structuredType || mime === batchType) {
    const envelope = await jsonOf(deps, request);
    const all = (mime === batchType && Array.isArray(envelope) ? envelope : [envelope]).map(readEnvelope);
    const [first] = all;
    if (mime === structuredType && first) return { values: { body: first.data, attributes: first.attributes } };
    return { values: { body: all.map(({ data }) => data), attributes: all.map(({ attributes }) => attributes) } };
  }
  const attributes = headerAttributes(request.headers);
  if (request.body.length === 0) return { values: { body: null, attributes } };
  const { values, keep }: Read = await readers[byType(mime)](deps, request);
  return { values: { ...values, attributes }, ...(keep ? { keep } : {}) };
}

async function readForm({ save }: Deps, request: HookRequest): Promise<Read> {
  const type = contentTypeOf(request);
  if (typeOf(request) !== "multipart/form-data") {
    return { values: { body: objectOf(readPairs(request.body.toString("latin1"), type)) } };
  }
  const parts = await readMultipart(request.body, type, mostFields + 1);
  const texts = parts.map(({ name, value }): [string, Json] => [name, isFile(value) ? value.mime : value]);
  const values = { body: objectOf(texts) };
  return { values, keep: async () => await keepParts(save, parts) };
}

const isFile = (value: FormPart["value"]) => typeof value === "object" && value !== null;

async function keepParts(save: Deps["save"], parts: readonly FormPart[]): Promise<Values> {
  const fields: [string, Json][] = [];
  let first: FileRef | undefined;
  for (const { name, value } of parts) {
    if (!isFile(value)) {
      fields.push([name, value]);
      continue;
    }
    const file = await save(value);
    first ??= file;
    fields.push([name, { ...file }]);
  }
  return { body: objectOf(fields), ...(first ? { file: { ...first } } : {}) };
}

/** A name that comes more than once, or that ends in brackets, has a list. */
function objectOf(pairs: Iterable<[string, Json]>): Record<string, Json> {
  const values = new Map<string, Json[]>();
  let count = 0;
  for (const [name, value] of pairs) {
    count += 1;
    if (count > mostFields) throw tooManyFields();
    const list = values.get(name);
    if (list) list.push(value);
    else values.set(name, [value]);
  }
  const isOne = (name: string, list: Json[]) => list.length === 1 && !name.endsWith("[]");
  return named([...values].map(([name, list]) => [name, isOne(name, list) ? (list[0] ?? null) : list]));
}

/** No name may reach a prototype; values of pipelines may have any other. */
function named<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  const bad = entries.find(([name]) => name === "__proto__");
  if (bad) throw new PatchbayError("bad_input", `The name “${bad[0]}” is not taken. Use another one.`);
  return Object.fromEntries(entries);
}

function fileName({ headers }: HookRequest): string {
  const disposition = headers["content-disposition"];
  return (typeof disposition === "string" ? dispositionName(disposition) : undefined) ?? "body";
}
