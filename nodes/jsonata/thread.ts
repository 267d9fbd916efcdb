/** The thread in which JSONata is evaluated: apart from the worker's event loop, with its own memory limit. */
import { parentPort } from "node:worker_threads";
import jsonata from "jsonata";
import type { Json } from "../../lib/json.ts";

export type Ask = { expression: string; value: Json; timeoutMs: number };
/** `text` is the result as JSON; undefined when nothing matched. */
export type Answer = { text?: string | undefined; error?: string };

const port = parentPort;
port?.on("message", async (ask: Ask) => port.postMessage(await evaluate(ask)));

async function evaluate({ expression, value, timeoutMs }: Ask): Promise<Answer> {
  try {
    const program = jsonata(expression, { timeout: timeoutMs, stack: 400, sequence: 1_000_000 });
    const result: unknown = await program.evaluate(value);
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

/** JSONata throws plain objects with a message and, in most cases, a position in the expression. */
function messageOf(thrown: unknown): string {
  if (typeof thrown !== "object" || thrown === null || !("message" in thrown)) return String(thrown);
  const where = "position" in thrown && typeof thrown.position === "number" ? ` (at character ${thrown.position})` : "";
  return `${thrown.message}${where}`;
}
