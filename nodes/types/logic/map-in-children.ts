import { z } from "zod";
import { isErrorCode, PatchbayError } from "../../../lib/errors.ts";
import type { Values } from "../../../lib/run.ts";
import { Json } from "../../../lib/values/json.ts";
import type { Call } from "../../define.ts";
import type { ItemError } from "./map-items.ts";

type Spread = { batch: number; onItemError: "fail" | "skip"; shared: Values };

const ChildOutput = z.object({
  results: z.array(Json),
  errors: z.array(z.object({ index: z.number(), code: z.string(), message: z.string() })),
});

/** So many at most, whatever the settings say: beyond that each takes more items. */
const maxChildren = 4000;

/** How many items each child run takes. */
export function childLength(items: readonly Json[], { batch }: Pick<Spread, "batch">): number {
  return Math.max(batch, Math.ceil(items.length / maxChildren));
}

/** Cuts the list into runs of their own, each a map of a part of it, and puts together what they give. */
export async function mapInChildren(items: readonly Json[], spread: Spread, call: Call) {
  const { onItemError, shared } = spread;
  const length = childLength(items, spread);
  const starts = Array.from({ length: Math.ceil(items.length / length) }, (_, part) => part * length);
  const inputs = starts.map((start) => ({ ...shared, items: items.slice(start, start + length) }));
  const ends = await call.children({ inputs, config: { spread: 0 }, stopAtFailure: onItemError === "fail" });
  const results: Json[] = new Array(items.length).fill(null);
  const errors: ItemError[] = [];
  for (const [part, start] of starts.entries()) {
    const end = ends.get(part);
    if (!end) continue;
    const size = Math.min(length, items.length - start);
    if ("error" in end && onItemError === "fail") {
      const { code, message } = end.error;
      const words = `Items ${start + 1} to ${start + size} of ${items.length}: ${message}`;
      throw new PatchbayError(isErrorCode(code) ? code : "node_failed", words);
    }
    if ("output" in end) {
      const output = ChildOutput.parse(end.output);
      for (const [index, result] of output.results.entries()) results[start + index] = result;
      for (const error of output.errors) errors.push({ ...error, index: start + error.index });
    } else {
      const { code, message } = end.error;
      for (let index = start; index < start + size; index += 1) errors.push({ index, code, message });
    }
  }
  return { results, errors };
}
