import { Liquid } from "liquidjs";
import { PatchbayError } from "../lib/errors.ts";
import type { Values } from "../lib/run.ts";

// Own properties only and hard limits: a template is data from people who may not be friends, and while it renders
// (a second at most) nothing else does.
const engine = new Liquid({
  ownPropertyOnly: true,
  strictVariables: false,
  parseLimit: 1_000_000,
  renderLimit: 1_000,
  memoryLimit: 50_000_000,
});

/** Renders a Liquid template. Throws `bad_input` with the template's line when it does not parse or render. */
export async function renderTemplate(template: string, values: Values): Promise<string> {
  try {
    return String(await engine.parseAndRender(template, values));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PatchbayError("bad_input", `The template cannot be filled: ${reason}`, { cause });
  }
}
