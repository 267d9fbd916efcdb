/** From a request to the outputs of a Webhook node. */

import { isUtf8 } from "node:buffer";
import { PatchbayError } from "../../lib/errors.ts";
import type { WebhookSettings } from "../../lib/hooks/webhook-settings.ts";
import type { Values } from "../../lib/run.ts";
import { dispositionName } from "../../lib/values/disposition-name.ts";
import { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import { batchType, readEnvelope, structuredType } from "../../nodes/events/cloud-event.ts";
import type { NewFile } from "../../platform/files/files.ts";
import { demandStorable } from "../http/requests/storable-text.ts";
import { headerAttributes } from "./cloud-event.ts";

export type HookRequest = {
  method: string;
  /** Behind the ? of the address. */
  query: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer<ArrayBuffer>;
};
/** `readJson` refuses what no value may hold; `save` keeps a file. */
type Deps = { readJson(bytes: Buffer): Promise<unknown>; save(file: NewFile): Promise<FileRef> };
/** What a body holds; `keep` saves its files, which is for bodies of requests that are not refused. */
type Read = { values: Values; keep?: () => Promise<Values> };
type Way = Exclude<WebhookSettings["body"], "by its type">;
type PlainWay = Exclude<Way, "CloudEvent">;

const mostFields = 1000;

export async function readEvent(deps: Deps, settings: WebhookSettings, request: HookRequest): Promise<Values> {
  const { method, query, headers, body } = request;
  const mime = typeOf(request);
  const read: Read =
    body.length === 0 && settings.body !== "CloudEvent"
      ? { values: { body: null } }
      : await readers[wayOf(settings, mime)](deps, request);
  const event = {
    ...read.values,
    headers: keptHeaders(headers, settings),
    query: objectOf(new URLSearchParams(query)),
    method,
  };
  demandStorable(event);
  return read.keep ? { ...event, ...(await read.keep()) } : event;
}

/** Names of headers that hold secrets, and those of the connection. */
const secretHeader =
  /authorization|cookie|signature|secret|token|api-?key|password|session|(^|-)(auth|credentials?|jwt|pass|(?<!idempotency-)key)(-|$)/;
const ofConnection = new Set(["connection", "content-length", "transfer-encoding", "keep-alive", "upgrade", "te"]);

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

function typeOf({ headers }: HookRequest): string {
  const type = headers["content-type"];
  return typeof type === "string" ? (type.split(";", 1)[0] ?? "").trim().toLowerCase() : "";
}

function wayOf({ body }: WebhookSettings, mime: string): Way {
  return body === "by its type" ? byType(mime) : body;
}

function byType(mime: string): PlainWay {
  if (mime === "application/json" || mime.endsWith("+json")) return "JSON";
  if (mime === "application/x-www-form-urlencoded" || mime === "multipart/form-data") return "form";
  return mime.startsWith("text/") ? "text" : "file";
}

const readers = {
  JSON: async ({ readJson }, { body }) => ({ values: { body: Json.parse(await readJson(body)) } }),
  form: readForm,
  text: async (_, { body }) => ({ values: { body: textOf(body) } }),
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

/** CloudEvents' HTTP binding: attributes in headers, all of it in one JSON, or a list of those. */
async function readCloudEvent(deps: Deps, request: HookRequest): Promise<Read> {
  const mime = typeOf(request);
  if (mime === structuredType || mime === batchType) {
    const envelope = Json.parse(await deps.readJson(request.body));
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
  if (typeOf(request) !== "multipart/form-data") {
    return { values: { body: objectOf(new URLSearchParams(textOf(request.body))) } };
  }
  const parts = [...(await partsOf(request))];
  const texts = parts.map(([name, value]): [string, Json] => [name, typeof value === "string" ? value : value.type]);
  const values = { body: objectOf(texts) };
  return { values, keep: async () => await keepParts(save, parts) };
}

async function keepParts(save: Deps["save"], parts: readonly [string, FormDataEntryValue][]): Promise<Values> {
  const fields: [string, Json][] = [];
  let first: FileRef | undefined;
  for (const [name, value] of parts) {
    if (typeof value === "string") {
      fields.push([name, value]);
      continue;
    }
    const data = new Uint8Array(await value.arrayBuffer());
    const file = await save({ name: value.name, mime: value.type || "application/octet-stream", data });
    first ??= file;
    fields.push([name, { ...file }]);
  }
  return { body: objectOf(fields), ...(first ? { file: { ...first } } : {}) };
}

async function partsOf({ headers, body }: HookRequest): Promise<FormData> {
  try {
    const type = headers["content-type"];
    return await new Response(body, { headers: { "content-type": typeof type === "string" ? type : "" } }).formData();
  } catch (cause) {
    throw new PatchbayError("bad_input", "The body is not valid multipart/form-data.", { cause });
  }
}

/** A name that comes more than once has a list. */
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
  return named([...values].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? null) : list]));
}

function tooManyFields(): PatchbayError {
  return new PatchbayError("too_large", `A form or a query may have ${mostFields} values. Send more as JSON.`);
}

/** No name may reach a prototype. */
function named<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  const bad = entries.find(([name]) => name === "__proto__" || name === "constructor" || name === "prototype");
  if (bad) throw new PatchbayError("bad_input", `The name “${bad[0]}” is not taken. Use another one.`);
  return Object.fromEntries(entries);
}

function textOf(body: Buffer): string {
  if (isUtf8(body)) return body.toString("utf8");
  throw new PatchbayError(
    "bad_input",
    "The body is not valid UTF-8. Send it as UTF-8, or have the node read it as a file.",
  );
}

function fileName({ headers }: HookRequest): string {
  const disposition = headers["content-disposition"];
  return (typeof disposition === "string" ? dispositionName(disposition) : undefined) ?? "body";
}
