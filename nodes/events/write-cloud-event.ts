/** CloudEvents as Kafka's binding has them: attributes in headers (binary), or the whole event as JSON (structured). */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { isJsonType, structuredType } from "./cloud-event.ts";

/** CloudEvents 1.0, 3.1: names, which JSON and headers both hold. */
const Name = z.string().regex(/^[a-z0-9]{1,40}$/);
const Given = z.record(Name, z.union([z.string(), z.number(), z.boolean(), z.null()]));
type Attributes = Record<string, string | number | boolean>;
type Written = { value: Json; headers: { name: string; value: string }[] };

/** `attributes` as they arrive, over those that the settings give. An empty or null one is none. Throws `bad_input`. */
export function cloudAttributes(given: Json | undefined, settings: Attributes): Attributes {
  const parsed = Given.safeParse(given ?? {});
  if (!parsed.success || "data" in parsed.data) {
    const words =
      '“Attributes” takes an object of texts, numbers and true or false, whose names are small letters and digits, such as {"subject": "order-7"}.';
    throw new PatchbayError("bad_input", words);
  }
  const all = Object.entries({ ...settings, ...parsed.data });
  const kept = all.flatMap(([name, value]): [string, string | number | boolean][] =>
    value === null || value === "" ? [] : [[name, value]],
  );
  const attributes = Object.fromEntries(kept);
  if (attributes.type !== undefined) return attributes;
  const message = "A CloudEvent needs a type. Write it in the settings, or have it arrive in “Attributes”.";
  throw new PatchbayError("bad_input", message, { issues: [{ path: "eventType", message }] });
}

/** Text has the content type text/plain and other values application/json, where the attributes say no other. */
export function writeCloudEvent(data: Json, attributes: Attributes, mode: "binary" | "structured"): Written {
  const byValue = typeof data === "string" ? "text/plain; charset=utf-8" : "application/json";
  const type = String(attributes.datacontenttype ?? byValue);
  const all: Attributes = data === null ? attributes : { ...attributes, datacontenttype: type };
  if (mode === "structured") {
    const envelope = data === null ? all : { ...all, data };
    return { value: envelope, headers: [{ name: "content-type", value: `${structuredType}; charset=utf-8` }] };
  }
  const { datacontenttype, ...rest } = all;
  const headers = Object.entries(rest).map(([name, value]) => ({ name: `ce_${name}`, value: String(value) }));
  if (datacontenttype !== undefined) headers.push({ name: "content-type", value: String(datacontenttype) });
  // Text of a JSON type is a JSON text, with its quotes.
  return { value: typeof data === "string" && isJsonType(type) ? stringifyJson(data) : data, headers };
}
