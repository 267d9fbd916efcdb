import { hash, randomBytes, randomFillSync } from "node:crypto";

/** Random bytes for the next ids: asking the system for a handful at a time costs more than all else about an id. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** A UUID of version 7 (RFC 9562): the first 48 bits are milliseconds since 1970, so ids sort by age and index well. */
export function newId(now: number = Date.now()): string {
  if (used + 16 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + 16);
  used += 16;
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A secret to hand out once: 256 random bits behind a prefix that says what it is. Only its hash is stored. */
export function newToken(prefix: "pb" | "share" | "invite"): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** SHA-256 in hex, of tokens and of contents. */
export function sha256(text: string): string {
  return hash("sha256", text);
}
