import { createHash } from "node:crypto";
import { Transform } from "node:stream";

/** Passes everything on; `digest()` is the SHA-256 of what has passed, in hexadecimal. */
export function hashed(): { stream: Transform; digest(): string } {
  const hash = createHash("sha256");
  const stream = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, digest: () => hash.digest("hex") };
}
