import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/json.ts";
import { boundedThread } from "../bounded-thread.ts";
import type { Ask } from "./thread.ts";

const timeoutMs = 2_000;
// JSONata stops itself at its timeout; a regular expression or a huge string can keep it from looking at the clock.
const thread = boundedThread({ script: new URL("./thread.ts", import.meta.url), seconds: 2.25, memoryMb: 128 });
const Answer = z.object({ text: z.string().optional(), error: z.string().optional() });

/**
 * Evaluates a JSONata expression on a JSON value; null when nothing matches. Throws `bad_input` when the expression is
 * wrong or takes longer than two seconds or 128 MB, `cancelled` when the signal says so.
 */
export async function evaluateJsonata(expression: string, value: Json, signal: AbortSignal): Promise<Json> {
  const result = await thread.ask({ expression, value, timeoutMs } satisfies Ask, signal);
  const { text, error } = "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
  if (error !== undefined) throw new PatchbayError("bad_input", `The expression failed: ${error}`);
  return text === undefined ? null : JSON.parse(text);
}
