/** CloudEvents 1.0 (cloudevents.io): what makes one, read from its attributes and data or from its JSON form. */
import { PatchbayError } from "../../lib/errors.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";

export type CloudEvent = { attributes: Record<string, Json>; data: Json };

/** Of the content type: the event is one JSON object, or a list of them. */
export const structuredType = "application/cloudevents+json";
export const batchType = "application/cloudevents-batch+json";
const required = ["id", "source", "type", "specversion"] as const;

/** In binary mode the data's content type is the attribute `datacontenttype`. Throws `bad_input` when one is missing. */
export function attributesOf(pairs: Iterable<readonly [string, string]>, contentType = ""): Record<string, Json> {
  const named = Object.fromEntries(pairs);
  return demandAttributes(contentType === "" ? named : { datacontenttype: contentType, ...named });
}

/** Throws `bad_input` for what is no CloudEvent in JSON. */
export function readEnvelope(envelope: Json): CloudEvent {
  if (!isObject(envelope)) {
    throw noCloudEvent("It is not one JSON object.");
  }
  const { data = null, data_base64: base64, ...rest } = envelope;
  const attributes = demandAttributes(rest);
  if (base64 === undefined || base64 === null) return { attributes, data };
  if (typeof base64 !== "string") throw noCloudEvent("Its “data_base64” is not a text.");
  const type = rest.datacontenttype;
  const isRead = typeof type === "string" && type !== "";
  return { attributes, data: isRead ? readData(Buffer.from(base64, "base64"), type) : base64 };
}

/**
 * Data as JSON, as text, or in base64, as its content type says. Without one: JSON if it is that, else text if it is UTF-8.
 * Throws `bad_input` for JSON that is none.
 */
export function readData(bytes: Uint8Array, contentType: string): Json {
  const kind = kindOf(contentType);
  const text = kind === "bytes" ? undefined : utf8(bytes);
  if (text === undefined) return Buffer.from(bytes).toString("base64");
  if (kind === "text") return text;
  try {
    return parseJson(text);
  } catch (thrown) {
    if (kind === "unknown") return text;
    if (thrown instanceof PatchbayError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new PatchbayError("bad_input", `The data of the CloudEvent is not the JSON that it says it is: ${reason}`);
  }
}

export function isJsonType(contentType: string): boolean {
  return kindOf(contentType) === "json";
}

export const mimeOf = (contentType: string): string => (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();

function kindOf(contentType: string): "json" | "text" | "bytes" | "unknown" {
  const mime = mimeOf(contentType);
  if (mime === "") return "unknown";
  if (mime.endsWith("/json") || mime.endsWith("+json")) return "json";
  return mime.startsWith("text/") || /[/+]xml$/.test(mime) ? "text" : "bytes";
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function demandAttributes(attributes: Record<string, Json>): Record<string, Json> {
  const missing = required.find((name) => typeof attributes[name] !== "string" || attributes[name] === "");
  if (missing !== undefined) throw noCloudEvent(`It has no attribute “${missing}”.`);
  return attributes;
}

export function noCloudEvent(why: string): PatchbayError {
  return new PatchbayError("bad_input", `The event is not a CloudEvent: ${why}`);
}
