import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { Json } from "../../lib/values/json.ts";
import { bounded } from "../bounded/bounded.ts";

export type Format = "JSON" | "CSV" | "XML" | "HTML";
export type Ask = {
  format: Format;
  text: string;
  /** JSON that is broken is mended. */
  repair: boolean;
  /** XML: the elements that are a list also when there is one. */
  lists: readonly string[];
  /** HTML: which elements, and the attribute to read; their text without one. */
  selector: string;
  attribute: string;
};

/** `above` are lines above the table of a CSV, such as a title. */
const Parsed = z.object({ value: Json, above: z.array(z.string()), repaired: z.boolean() });
export type Parsed = z.infer<typeof Parsed>;

const thread = bounded({ script: new URL("./thread.ts", import.meta.url).href, seconds: 10, memoryMb: 512 });
const Answer = z.union([Parsed, z.object({ error: z.string() })]);

/** Reads a text as data. Throws `bad_input` when it is not of the format, with the place where it is not. */
export async function parseText(ask: Ask, signal: AbortSignal): Promise<Parsed> {
  if (ask.text.trim() === "")
    throw new PatchbayError("bad_input", `The text is empty, so there is no ${ask.format} in it.`);
  const result = await thread.ask({ ...ask, text: ask.text.replace(/^\ufeff/, "") }, signal);
  const answer = "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
  if ("value" in answer) return answer;
  throw new PatchbayError("bad_input", `The text cannot be read as ${ask.format}: ${answer.error}`);
}
