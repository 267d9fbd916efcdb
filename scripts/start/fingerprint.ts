import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A hash over the names and contents of all files that match, to tell whether something made from them is stale. */
export async function fingerprint(patterns: string[]): Promise<string> {
  const names: string[] = [];
  for await (const entry of glob(patterns, { cwd: root, withFileTypes: true })) {
    if (entry.isFile()) names.push(`${entry.parentPath}/${entry.name}`);
  }
  const hash = createHash("sha256");
  for (const name of names.sort()) hash.update(name.slice(root.length)).update("\0").update(readFileSync(name));
  return hash.digest("hex");
}
