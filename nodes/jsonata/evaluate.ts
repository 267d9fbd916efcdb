import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import type { Json } from "../../lib/values/json.ts";
import { bounded } from "../bounded/bounded.ts";
import { evaluateHere } from "./here.ts";
import type { Ask } from "./thread.ts";

// JSONata stops itself at its timeout (2 s); a regular expression or a huge string can keep it from looking at the clock.
const thread = bounded({ script: new URL("./thread.ts", import.meta.url).href, seconds: 2.25, memoryMb: 128 });
const Answer = z.object({ text: z.string().optional(), error: z.string().optional() });

/**
 * Evaluates a JSONata expression on a JSON value; null when nothing matches. What is short and small is evaluated here and
 * now, everything else in a thread. Throws `bad_input` when the expression is wrong or takes longer than two seconds or
 * 128 MB, `cancelled` when the signal says so before its turn.
 */
export async function evaluateJsonata(
  expression: string,
  value: Json,
  call: { readonly signal: AbortSignal },
): Promise<Json> {
  const here = await evaluateHere(expression, value);
  if ("result" in here) return here.result;
  if ("error" in here) throw failed(here.error);
  const { text, error } = await askThread(expression, value, call.signal);
  if (error !== undefined) throw failed(error);
  return text === undefined ? null : parseJson(text);
}

const failed = (reason: string) => new PatchbayError("bad_input", `The expression failed: ${reason}`);

async function askThread(expression: string, value: Json, signal: AbortSignal): Promise<z.infer<typeof Answer>> {
  const result = await thread.ask({ expression, value } satisfies Ask, signal);
  return "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
}
