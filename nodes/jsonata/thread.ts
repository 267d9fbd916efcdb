/** The thread in which JSONata is evaluated: apart from the worker's event loop, with its own memory limit. */
import type { Json } from "../../lib/values/json.ts";
import { answerInTurn } from "../bounded/answer-in-turn.ts";
import { makePrograms, messageOf } from "./program.ts";

export type Ask = { expression: string; value: Json };
/** `text` is the result as JSON; undefined when nothing matched. */
export type Answer = { text?: string | undefined; error?: string };

const programOf = makePrograms(2000);
answerInTurn(evaluate);

async function evaluate({ expression, value }: Ask): Promise<Answer> {
  try {
    const result: unknown = await programOf(expression).evaluate(value);
    return { text: JSON.stringify(result, withoutFunctions) };
  } catch (thrown) {
    return { error: messageOf(thrown) };
  }
}

/** JSONata keeps functions as objects that refer back to themselves. */
function withoutFunctions(_key: string, value: unknown): unknown {
  const isFunction =
    typeof value === "object" && value !== null && ("_jsonata_lambda" in value || "_jsonata_function" in value);
  return isFunction ? undefined : value;
}
