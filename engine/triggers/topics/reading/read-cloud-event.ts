/** CloudEvents as Kafka's binding of them has it: attributes as headers `ce_…` (binary), or all as JSON (structured). */
import { type Header, readBytes } from "../../../../lib/topics/topic.ts";
import {
  attributesOf,
  type CloudEvent,
  mimeOf,
  noCloudEvent,
  readData,
  readEnvelope,
  structuredType,
} from "../../../../nodes/events/cloud-event.ts";
import type { TopicEvent } from "../../../../platform/topics/topic-log.ts";

const prefix = "ce_";

export function isBinaryCloudEvent(headers: readonly Header[]): boolean {
  return headers.some(({ name }) => name.toLowerCase().startsWith(prefix));
}

/** Throws `bad_input` for what is no CloudEvent. */
export function readCloudEvent({ value, headers }: TopicEvent): CloudEvent {
  // The last of a name counts, as in Kafka's own clients.
  const texts = new Map(
    headers.flatMap(({ name, value }) =>
      value === null ? [] : [[name.toLowerCase(), readBytes(value).text] as const],
    ),
  );
  const contentType = texts.get("content-type") ?? "";
  const mime = mimeOf(contentType);
  if (mime === structuredType) return readEnvelope(readData(value ?? Buffer.alloc(0), "application/json"));
  if (mime.startsWith("application/cloudevents")) {
    throw noCloudEvent(`Its content type is ${mime}; “${structuredType}” is read, and attributes in headers.`);
  }
  if (!isBinaryCloudEvent(headers)) {
    throw noCloudEvent(`It has neither headers that begin with “${prefix}” nor the content type “${structuredType}”.`);
  }
  const own = [...texts].flatMap(([name, text]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), text] as const] : [],
  );
  const attributes = attributesOf(own, contentType);
  return { attributes, data: value === null ? null : readData(value, contentType) };
}
