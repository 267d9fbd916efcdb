/** The thread in which values are checked against a schema. */
import { Validator } from "@cfworker/json-schema";
import type { ErrorIssue } from "../../lib/errors.ts";
import type { Json } from "../../lib/values/json.ts";
import { answerInTurn } from "../bounded/answer-in-turn.ts";

export type Ask = { schema: { [key: string]: Json }; value: Json };
type Answer = { issues: ErrorIssue[] } | { error: string };

/** They only say that something inside them does not fit, which is listed too. */
const containers = ["properties", "items", "$ref"];
const most = 20;

answerInTurn(check);

function check({ schema, value }: Ask): Answer {
  try {
    const { errors } = new Validator({ ...schema }, "2020-12", false).validate(asNumbers(value));
    const leaves = errors.filter(({ keyword }) => !containers.includes(keyword)).slice(0, most);
    const issues = leaves.map(({ instanceLocation, error }) => ({
      path: instanceLocation.replace(/^#\/?/, ""),
      message: error,
    }));
    return { issues };
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** The checker knows no bigints: whether one fits is told by the number nearest to it, and the value itself stays. */
function asNumbers(value: Json): Json {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asNumbers(inner)]));
}
