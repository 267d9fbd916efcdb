import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename } from "node:fs/promises";
import { PatchbayError } from "../../lib/errors.ts";
import type { LocalModelFacts } from "../../lib/models/local-models.ts";
import type { GgufReader } from "../../nodes/models/local/read-gguf.ts";

type Whole = { part: string; path: string; sha256: string | null; reader: GgufReader; signal: AbortSignal };

/** Checks a file that has come whole, and gives it its name. Throws `bad_input` for what is not what it should be. */
export async function acceptFile(whole: Whole): Promise<{ facts: LocalModelFacts; sha256: string }> {
  const { part, path, reader, signal } = whole;
  const sha256 = await sha256Of(part, signal);
  if (whole.sha256 !== null && whole.sha256 !== sha256) {
    const words = `The file is not the one that was asked for: its SHA-256 is ${sha256}. Check the address and the SHA-256.`;
    throw new PatchbayError("bad_input", words);
  }
  const found = await reader.read({ path: part, isWhole: true }, signal);
  if ("refused" in found) throw new PatchbayError("bad_input", found.refused);
  if ("early" in found) throw new Error("the reader waits for more of a whole file");
  await rename(part, path);
  return { facts: found.facts, sha256 };
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(piece);
  return hash.digest("hex");
}
