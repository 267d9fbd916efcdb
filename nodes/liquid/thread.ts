/** The thread in which templates are rendered that need longer than the event loop can spare. */

import { escapeForUrl, makeRenderer, reasonOf } from "../../expressions/liquid.ts";
import { makeJsonRenderer } from "../../expressions/liquid-json.ts";
import type { Values } from "../../lib/run.ts";
import { answerInTurn } from "../bounded/answer-in-turn.ts";

export type Ask = { template: string; values: Values; as: "text" | "url" | "json" };

const render = { text: makeRenderer(2000), url: makeRenderer(2000, escapeForUrl), json: makeJsonRenderer(2000) };
answerInTurn(async ({ template, values, as }: Ask) => {
  try {
    return { text: await render[as](template, values) };
  } catch (thrown) {
    return { error: reasonOf(thrown) };
  }
});
