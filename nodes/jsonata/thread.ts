/** The thread in which JSONata is evaluated: apart from the worker's event loop, with its own memory limit. */

import { makePrograms, messageOf, resultText } from "../../expressions/jsonata.ts";
import type { Json } from "../../lib/values/json.ts";
import { answerInTurn } from "../bounded/answer-in-turn.ts";

export type Ask = { expression: string; value: Json };
/** `text` is the result as JSON; undefined when nothing matched. */
export type Answer = { text?: string | undefined; error?: string };

const programOf = makePrograms(2000);
answerInTurn(evaluate);

async function evaluate({ expression, value }: Ask): Promise<Answer> {
  try {
    const result: unknown = await programOf(expression).evaluate(value);
    return { text: resultText(result) };
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}
