/** JSON Schema as settings carry it: checked when the node is built, applied to what models answer. */
import { z } from "zod";
import { type ErrorIssue, PatchbayError } from "../../lib/errors.ts";
import { Json } from "../../lib/values/json.ts";
import { bounded } from "../bounded/bounded.ts";
import type { Ask } from "./thread.ts";

export type JsonSchema = { [key: string]: Json };

/** The config field that holds a JSON Schema of an object. */
export function jsonSchema(value: JsonSchema) {
  return z
    .record(z.string(), Json)
    .refine((schema) => JSON.stringify(schema).length <= 100_000, "The schema is too large.")
    .refine((schema) => schema.type === "object", 'The schema must describe an object: {"type": "object", …}.')
    .default(value)
    .meta({ title: "Fields", description: "What to fill in: a JSON Schema of an object.", widget: "schema" });
}

const thread = bounded({ script: new URL("./thread.ts", import.meta.url).href, seconds: 2, memoryMb: 128 });
const Answer = z.union([
  z.object({ issues: z.array(z.object({ path: z.string(), message: z.string() })) }),
  z.object({ error: z.string() }),
]);

/**
 * Every way in which the value does not fit, by path such as `items/0/price`; empty when it fits. Schemas come from
 * people, so they are interpreted (draft 2020-12) in a thread: no code is made of them, and a pattern that never ends
 * ends at the deadline. Throws `bad_input` for a schema that cannot be used.
 */
export async function schemaIssues(schema: JsonSchema, value: Json, signal: AbortSignal): Promise<ErrorIssue[]> {
  const result = await thread.ask({ schema, value } satisfies Ask, signal);
  const answer = "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
  if ("issues" in answer) return answer.issues;
  throw new PatchbayError("bad_input", `The schema cannot be used: ${answer.error}`);
}
