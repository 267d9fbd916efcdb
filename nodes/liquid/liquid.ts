import { z } from "zod";
import { escapeForUrl, makeRenderer, reasonOf } from "../../expressions/liquid.ts";
import { makeJsonRenderer } from "../../expressions/liquid-json.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { Values } from "../../lib/run.ts";
import { fitsIn } from "../../lib/values/fits-in.ts";
import { bounded } from "../bounded/bounded.ts";
import type { Bounded } from "../bounded/bounded-thread.ts";
import { makeSlowLane } from "../bounded/slow-lane.ts";
import type { Ask } from "./thread.ts";

/** While a template renders here nothing else does; what needs longer than this goes to a thread, now and for a while. */
const budgetMs = 40;
const longestTemplate = 20_000;
const mostBytes = 262_144;
const thread = bounded({ script: new URL("./thread.ts", import.meta.url).href, seconds: 2.25, memoryMb: 256 });
const Answer = z.object({ text: z.string().optional(), error: z.string().optional() });

type Limits = { readonly signal: AbortSignal };

const render = makeTemplateRenderer({ budgetMs, thread });

/**
 * Renders a Liquid template. Throws `bad_input` with the template's line when it does not parse or render within two seconds,
 * `cancelled` when the signal says so before its turn.
 */
export async function renderTemplate(template: string, values: Values, { signal }: Limits): Promise<string> {
  return await render({ template, values, as: "text" }, signal);
}

/**
 * Renders a template of a URL. Values are percent-encoded, so each stays inside its part of the path or query, unless the
 * last filter is `raw`. Throws `bad_input` also when the path has a part “.” or “..”, which would lead out of the path.
 */
export async function renderUrl(template: string, values: Values, { signal }: Limits): Promise<string> {
  const url = (await render({ template: template.trim(), values, as: "url" }, signal)).trim();
  if (!hasDotSegment(url)) return url;
  throw new PatchbayError(
    "bad_input",
    "The path of the URL has a part “.” or “..”. Check the values that are put in it.",
  );
}

/** Renders a template of JSON, whose values stay JSON wherever they stand. Whether the whole is JSON is not looked at. */
export async function renderJson(template: string, values: Values, { signal }: Limits): Promise<string> {
  return await render({ template, values, as: "json" }, signal);
}

/** A renderer that gives a template `budgetMs` here before it goes to the thread. `now` is the clock in milliseconds. */
export function makeTemplateRenderer(parts: { budgetMs: number; thread: Bounded; now?: () => number }) {
  const renderHere = {
    text: makeRenderer(parts.budgetMs),
    url: makeRenderer(parts.budgetMs, escapeForUrl),
    json: makeJsonRenderer(parts.budgetMs),
  };
  const slow = makeSlowLane(parts.now);
  return async (ask: Ask, signal: AbortSignal): Promise<string> => {
    const { template, values, as } = ask;
    if (template.length <= longestTemplate && !slow.has(template) && fitsIn(values, mostBytes)) {
      try {
        const text = await renderHere[as](template, values);
        slow.clear(template);
        return text;
      } catch (thrown) {
        if (!reasonOf(thrown).includes("render limit exceeded")) throw unfillable(reasonOf(thrown));
        slow.add(template);
      }
    }
    const result = await parts.thread.ask(ask, signal);
    const { text, error } = "gaveUp" in result ? { error: result.gaveUp } : Answer.parse(result.answer);
    if (text === undefined) throw unfillable(error ?? "it gave no text");
    return text;
  };
}

/** As URL parsers see it, which take %2e for a dot and a backslash for a slash. */
function hasDotSegment(url: string): boolean {
  const [path = ""] = url.split(/[?#]/);
  return path.split(/[/\\]/).some((part) => /^(\.|%2e){1,2}$/i.test(part));
}

function unfillable(reason: string): PatchbayError {
  return new PatchbayError("bad_input", `The template cannot be filled: ${reason}`);
}
