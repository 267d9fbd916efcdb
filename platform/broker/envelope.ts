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

export function sealedEnvelope(secret: string): Envelope {
  // Node makes a key of bytes anew for each text, which takes longer than a short text itself.
  const key = createSecretKey(new Uint8Array(hkdfSync("sha256", secret, "", purpose, 32)));
  return {
    close: (value) => encryptText(key, stringifyJson(value), purpose),
    open(closed) {
      if (typeof closed !== "string") return undefined;
      try {
        return parseJson(decryptText(key, closed, purpose));
      } catch {
        return undefined;
      }
    },
  };
}
