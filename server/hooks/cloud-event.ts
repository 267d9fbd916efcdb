/** CloudEvents' HTTP binding: what a request says of an event in its headers, and by what its sender knows it. */

import { Json } from "../../lib/values/json.ts";
import { attributesOf, mimeOf, readEnvelope, structuredType } from "../../nodes/events/cloud-event.ts";
import { textOf } from "./bodies/text-of.ts";

type Headers = Readonly<Record<string, string | string[] | undefined>>;
const prefix = "ce-";

/** Throws `bad_input` where they make no CloudEvent. */
export function headerAttributes(headers: Headers): Record<string, Json> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined
      ? [[name.slice(prefix.length), unescapeHeader([value].flat().join(", "))] as const]
      : [],
  );
  return attributesOf(pairs, [headers["content-type"] ?? ""].flat().join(", "));
}

/** Source and id together are one event's. Undefined for what is no CloudEvent, and for a batch of them. */
export async function cloudEventKey(
  { headers, body }: { headers: Headers; body: Buffer },
  readJson: (bytes: Buffer) => Promise<unknown>,
): Promise<string | undefined> {
  try {
    const isStructured = mimeOf([headers["content-type"] ?? ""].flat().join()) === structuredType;
    const attributes = isStructured
      ? readEnvelope(
          Json.parse(await readJson(Buffer.from(textOf(body, [headers["content-type"] ?? ""].flat().join())))),
        ).attributes
      : headerAttributes(headers);
    return `cloudevent ${JSON.stringify([attributes.source, attributes.id])}`;
  } catch {
    return undefined;
  }
}

/** Characters beyond ASCII are sent as %XX of their UTF-8. What is none of that stays as it is. */
function unescapeHeader(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
