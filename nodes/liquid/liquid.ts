import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import type { Values } from "../../lib/run.ts";
import { boundedThread } from "../bounded/bounded-thread.ts";
import { fitsIn } from "../bounded/fits-in.ts";
import { makeSlowLane } from "../bounded/slow-lane.ts";
import { makeRenderer, reasonOf } from "./engine.ts";
import type { Ask } from "./thread.ts";

/** While a template renders here nothing else does; what needs longer than this goes to a thread, now and for a while. */
const budgetMs = 40;
const longestTemplate = 20_000;
const mostBytes = 262_144;
const renderHere = makeRenderer(budgetMs);
const slow = makeSlowLane();

const thread = boundedThread({ script: new URL("./thread.ts", import.meta.url), seconds: 2.25, memoryMb: 256 });
const Answer = z.object({ text: z.string().optional(), error: z.string().optional() });

/**
 * Renders a Liquid template. Throws `bad_input` with the template's line when it does not parse or render within two seconds,
 * `cancelled` when the signal says so before its turn.
 */
export async function renderTemplate(
  template: string,
  values: Values,
  call: { readonly signal: AbortSignal },
): Promise<string> {
  if (template.length <= longestTemplate && !slow.has(template) && fitsIn(values, mostBytes)) {
    try {
      const text = await renderHere(template, values);
      slow.clear(template);
      return text;
    } catch (thrown) {
      if (!reasonOf(thrown).includes("render limit exceeded")) throw unfillable(reasonOf(thrown));
      slow.add(template);
    }
  }
  const result = await thread.ask({ template, values } satisfies Ask, call.signal);
  const { text, error } = "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
  if (text === undefined) throw unfillable(error ?? "it gave no text");
  return text;
}

function unfillable(reason: string): PatchbayError {
  return new PatchbayError("bad_input", `The template cannot be filled: ${reason}`);
}
