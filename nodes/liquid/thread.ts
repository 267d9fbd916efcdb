/** The thread in which templates are rendered that need longer than the event loop can spare. */
import type { Values } from "../../lib/run.ts";
import { answerInTurn } from "../bounded/answer-in-turn.ts";
import { makeRenderer, reasonOf } from "./engine.ts";

export type Ask = { template: string; values: Values };

const render = makeRenderer(2000);
answerInTurn(async ({ template, values }: Ask) => {
  try {
    return { text: await render(template, values) };
  } catch (thrown) {
    return { error: reasonOf(thrown) };
  }
});
