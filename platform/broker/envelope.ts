/**
 * How values of users go over the broker. Postgres has them already, and forgets a NOTIFY. A Kafka keeps messages longer
 * than they are needed and may be shared with others: what goes over it can be read only by who has our PATCHBAY_SECRET.
 */
import { createSecretKey, hkdfSync } from "node:crypto";
import { parseJson, stringifyJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { decryptText, encryptText } from "../vault/aes-gcm.ts";

export type Envelope = {
  close(value: Json): Json;
  /** Undefined when there is nothing, or nothing for us. */
  open(closed: Json | undefined): Json | undefined;
};

export const openEnvelope: Envelope = { close: (value) => value, open: (closed) => closed };

const purpose = "patchbay broker 1";

/** It closes with `secret`, and opens what was closed with one of `others` too. */
export function sealedEnvelope(secret: string, others: readonly string[] = []): Envelope {
  // Node makes a key of bytes anew for each text, which takes longer than a short text itself.
  const keyOf = (of: string) => createSecretKey(new Uint8Array(hkdfSync("sha256", of, "", purpose, 32)));
  const key = keyOf(secret);
  const keys = [key, ...others.map(keyOf)];
  return {
    close: (value) => encryptText(key, stringifyJson(value), purpose),
    open(closed) {
      if (typeof closed !== "string") return undefined;
      for (const each of keys) {
        try {
          return parseJson(decryptText(each, closed, purpose));
        } catch {
          // It was closed under another one, or is not for us.
        }
      }
      return undefined;
    },
  };
}
