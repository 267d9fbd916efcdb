import { PatchbayError } from "../../../lib/errors.ts";
import { exactTransformer, textOf } from "../../../lib/values/trpc-json.ts";
import { toTrpcError } from "./error-shape.ts";

/** What a page sends comes as JSON inside of JSON where it holds large numbers, and meets the rules of the body here. */
export const transformer = {
  serialize: exactTransformer.serialize,
  deserialize(given: unknown): unknown {
    if (textOf(given) === undefined) return given;
    try {
      const value = exactTransformer.deserialize(given);
      assertPlainData(value, 0);
      return value;
    } catch (thrown) {
      throw toTrpcError(thrown instanceof PatchbayError ? thrown : refusal);
    }
  },
};

const refusal = new PatchbayError("bad_input", "The request is not valid: a part of it is no JSON that can be stored.");
const maxDepth = 200;

/** No key may reach a prototype, and Postgres stores neither the character U+0000 nor half of a surrogate pair. */
function assertPlainData(value: unknown, depth: number): void {
  if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed())) throw refusal;
  if (typeof value !== "object" || value === null) return;
  if (depth > maxDepth) throw refusal;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "__proto__" || key === "constructor" || key === "prototype") throw refusal;
    assertPlainData(key, depth);
    assertPlainData(inner, depth + 1);
  }
}
