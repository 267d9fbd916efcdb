/** The one place where the bytes of an event become values. */
import { PatchbayError } from "../../../../lib/errors.ts";
import type { Values } from "../../../../lib/run.ts";
import { type Header, readBytes } from "../../../../lib/topics/topic.ts";
import { parseJson } from "../../../../lib/values/exact-json.ts";
import type { Json, PlainJson } from "../../../../lib/values/json.ts";
import { schemaIssues } from "../../../../nodes/json-schema/json-schema.ts";
import { evaluateJsonata } from "../../../../nodes/jsonata/evaluate.ts";
import type { TopicEvent } from "../../../../platform/topics/topic-log.ts";
import { isBinaryCloudEvent, readCloudEvent } from "./read-cloud-event.ts";

type Format = "json" | "text" | "bytes" | "cloudevent" | "registry";
/** `decode`: of the format `registry`. */
type How = { format: Format; topic: string; decode(value: Uint8Array): Promise<Json> };

/** The outputs of the node. Throws `bad_input` for a value that is not what the format says. */
export async function readValues(event: TopicEvent, { format, topic, decode }: How): Promise<Values> {
  const { key, headers, partition, offset, timestamp } = event;
  return {
    ...(await readContent(event, format, decode)),
    key: key === null ? "" : readBytes(key).text,
    headers: headersOf(headers),
    ...{ topic, partition, offset: Number(offset), timestamp: new Date(timestamp).toISOString() },
    tombstone: isTombstone(event, format),
  };
}

/** The outputs of a node with one run for a batch of events: those of each in a list, and where they are. */
export function batchValues(events: readonly Values[]): Values {
  const [first = {}] = events;
  const { topic = "", partition = 0, offset = 0 } = first;
  return { events: events.map((values) => ({ ...values })), count: events.length, topic, partition, offset };
}

/** A CloudEvent without data has no value either, but attributes. */
export function isTombstone({ value, headers }: TopicEvent, format: Format): boolean {
  return value === null && !(format === "cloudevent" && isBinaryCloudEvent(headers));
}

async function readContent(event: TopicEvent, format: Format, decode: How["decode"]): Promise<Values> {
  if (isTombstone(event, format)) return { value: null };
  if (format === "cloudevent") {
    const { attributes, data } = readCloudEvent(event);
    return { value: data, attributes };
  }
  if (event.value === null) return { value: null };
  return { value: format === "registry" ? await decode(event.value) : readValue(event.value, format) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function readValue(value: Uint8Array, format: Exclude<Format, "cloudevent" | "registry">): Json {
  if (format === "bytes") return Buffer.from(value).toString("base64");
  let text: string;
  try {
    text = utf8.decode(value);
  } catch {
    const words = "The value is not UTF-8 text. Read it in the format “bytes”, or publish it as text.";
    throw new PatchbayError("bad_input", words);
  }
  if (format === "text") return text;
  try {
    return parseJson(text);
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new PatchbayError("bad_input", `The value is not valid JSON: ${reason}`);
  }
}

/** A name that is repeated has a list. */
function headersOf(headers: readonly Header[]): Json {
  const byName = Map.groupBy(headers, ({ name }) => name);
  return Object.fromEntries(
    [...byName].map(([name, some]): [string, Json] => {
      const values = some.map(({ value }) => (value === null ? null : readBytes(value).text));
      return [name, values.length === 1 ? (values[0] ?? null) : values];
    }),
  );
}

type Wanted = { filter: string; schema: Readonly<Record<string, PlainJson>> };

/** Whether the filter takes the event. Throws `bad_input` when the value breaks the schema, or the filter fails. */
export async function fits(values: Values, { filter, schema }: Wanted, signal: AbortSignal): Promise<boolean> {
  const { value = null, tombstone } = values;
  if (Object.keys(schema).length > 0 && tombstone !== true) {
    const [first] = await schemaIssues({ ...schema }, value, signal);
    if (first) {
      const at = first.path === "" ? "" : ` at ${first.path}`;
      throw new PatchbayError("bad_input", `The value does not fit the schema${at}: ${first.message}`);
    }
  }
  if (filter.trim() === "") return true;
  try {
    return (await evaluateJsonata(filter, values, { signal })) === true;
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== "bad_input") throw thrown;
    throw new PatchbayError("bad_input", `The node's filter fails with this event. ${thrown.userMessage}`, {
      cause: thrown,
    });
  }
}
