import { randomUUID } from "node:crypto";
import { PatchbayError } from "../../lib/errors.ts";
import type { Values } from "../../lib/run.ts";
import { parseJson, stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";
import { adviceFor } from "./advice.ts";
import type { Answer, Ask } from "./sandbox/protocol.ts";
import { askSandbox } from "./sandbox/sandboxes.ts";

type Script = { code: string; language: Ask["language"]; inputs: Values; seconds: number };

const mostInput = 10_000_000;

/**
 * Runs code as the body of an async function of `inputs`, in a sandbox: without network, files, environment or timers.
 * `output` is the object it returned, undefined when it returned nothing; `console` what it printed. Throws `node_failed` with
 * the line and the column when it failed or took too long.
 */
export async function runCode(
  { code, language, inputs, seconds }: Script,
  signal: AbortSignal,
): Promise<{ output: { [key: string]: Json } | undefined; console: string }> {
  // Whole numbers beyond 2^53 travel as texts that no other text looks like.
  const mark = `${randomUUID()}:`;
  const text = stringifyJson(inputs, 0, (value) => (typeof value === "bigint" ? mark + value : value));
  if (text.length > mostInput) {
    throw new PatchbayError("too_large", "The inputs of the code are larger than 10 MB. Pass on less of them.");
  }
  const answer = await askSandbox({ code, language, inputs: text, mark, timeMs: seconds * 1000 }, signal);
  if ("error" in answer) throw failure(answer, { code, inputs: Object.keys(inputs) });
  const output = answer.output === undefined ? undefined : unmark(parseJson(answer.output), mark);
  if (output === undefined) return { output, console: answer.console };
  if (!isObject(output)) throw notAnObject();
  return { output, console: answer.console };
}

type Written = { code: string; inputs: readonly string[] };

function failure({ error, isOverTime, console }: Extract<Answer, { error: unknown }>, written: Written): PatchbayError {
  const { message, line, column } = error;
  const place = line === undefined ? "The code failed" : `Line ${line}, column ${column}`;
  const advice = isOverTime ? "Let it do less, or raise “Time limit”." : adviceFor(message, written);
  const last = console.split("\n").slice(-5).join("\n").slice(-500).trim();
  const printed = last === "" ? "" : `\nConsole: ${last}`;
  const said = `${place}: ${message.replace(/\.$/, "")}.`;
  return new PatchbayError("node_failed", `${said}${advice === "" ? "" : ` ${advice}`}${printed}`);
}

const notAnObject = () => new PatchbayError("node_failed", "The code has to return an object with the outputs.");

/** With the whole numbers that were marked. */
function unmark(value: Json, mark: string): Json {
  if (typeof value === "string") {
    const digits = value.startsWith(mark) ? value.slice(mark.length) : "";
    return /^-?\d+$/.test(digits) ? parseJson(digits) : value;
  }
  if (Array.isArray(value)) return value.map((item) => unmark(item, mark));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmark(inner, mark)]));
}
