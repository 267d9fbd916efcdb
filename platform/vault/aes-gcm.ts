/** Texts under AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D), as base64 of nonce, body and tag. */
import { type CipherKey, createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** `data` is bound to the text, and not in it: who decrypts has to know it. */
export function encryptText(key: CipherKey, plain: string, data: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(data));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString("base64");
}

/** Throws when the text was altered, or encrypted under another key or other data. */
export function decryptText(key: CipherKey, sealed: string, data: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(data));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
}
