/** The thread in which templates are rendered that need longer than the event loop can spare. */

import { escapeForUrl, makeRenderer, reasonOf } from "../../expressions/liquid.ts";
import type { Values } from "../../lib/run.ts";
import { answerInTurn } from "../bounded/answer-in-turn.ts";

export type Ask = { template: string; values: Values; as: "text" | "url" };

const render = { text: makeRenderer(2000), url: makeRenderer(2000, escapeForUrl) };
answerInTurn(async ({ template, values, as }: Ask) => {
  try {
    return { text: await render[as](template, values) };
  } catch (thrown) {
    return { error: reasonOf(thrown) };
  }
});
