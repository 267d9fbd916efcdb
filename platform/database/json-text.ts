import { stringifyJson } from "../../lib/values/exact-json.ts";

/**
 * JSON text that Postgres's jsonb takes. jsonb refuses the NUL character and half of a surrogate pair, both of which
 * models and documents do produce; each becomes U+FFFD, so that one odd character never blocks a run's journal.
 */
export function jsonText(value: unknown): string {
  const text = stringifyJson(value);
  // JSON.stringify writes a surrogate as an escape only when it stands alone.
  return suspicious.test(text) ? text.replace(refused, "$1\\ufffd") : text;
}

const suspicious = /\\u(0000|d[89a-f])/;
const refused = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;
