/** Messages of Amazon's event streams (application/vnd.amazon.eventstream): headers, a payload and two checksums. */
import { EventStreamCodec } from "@smithy/core/event-streams";
import { PatchbayError } from "../../../../lib/errors.ts";
import { parseJson } from "../../../../lib/values/exact-json.ts";
import { type Fields, fields } from "./answer-parts.ts";

type EventMessage = { headers: Record<string, unknown>; payload: Fields };

const maxMessage = 16 * 1024 * 1024;

/** The first four bytes of a message are its length. */
export async function* eventMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<EventMessage> {
  const codec = new EventStreamCodec(
    (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString()),
    (text) => Buffer.from(text),
  );
  let rest = Buffer.alloc(0);
  for await (const bytes of body) {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= 4) {
      const length = rest.readUInt32BE(0);
      if (length < 16 || length > maxMessage) throw notReadable();
      if (rest.length < length) break;
      yield toldIn(codec, rest.subarray(0, length));
      rest = rest.subarray(length);
    }
  }
}

function toldIn(codec: EventStreamCodec, bytes: Uint8Array): EventMessage {
  try {
    const { headers, body } = codec.decode(bytes);
    const values = Object.entries(headers).map(([name, { value }]) => [name, value]);
    const text = Buffer.from(body).toString();
    return { headers: Object.fromEntries(values), payload: text === "" ? {} : fields(parseJson(text)) };
  } catch (cause) {
    throw notReadable(cause);
  }
}

function notReadable(cause?: unknown): PatchbayError {
  const advice = "Check that the base URL is that of Amazon Bedrock's runtime.";
  return new PatchbayError("answer_broken", `A part of the model's answer is not readable. ${advice}`, { cause });
}
