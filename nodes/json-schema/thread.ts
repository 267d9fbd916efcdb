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
    const { errors } = new Validator({ ...schema }, "2020-12", false).validate(asNumbers(value, schema));
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

/**
 * The checker knows no bigints: whether one fits is told by the number nearest to it, and the value itself stays. Where the
 * schema asks for items that differ, bigints that differ become numbers that do.
 */
function asNumbers(value: Json, schema: Ask["schema"]): Json {
  const toNumber = JSON.stringify(schema).includes('"uniqueItems":true') ? distinctNumbers() : nearestNumber;
  const convert = (part: Json): Json => {
    if (typeof part === "bigint") return toNumber(part);
    if (Array.isArray(part)) return part.map(convert);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, convert(inner)]));
  };
  return convert(value);
}

/** Of one that no double reaches, one that is as good as any: infinity is no whole number. */
function nearestNumber(value: bigint): number {
  return Math.max(-1e308, Math.min(1e308, Number(value)));
}

function distinctNumbers(): (value: bigint) => number {
  const known = new Map<bigint, number>();
  const taken = new Set<number>();
  /** Where the search that began with this number ended last. */
  const ends = new Map<number, number>();
  return (value) => {
    const nearest = nearestNumber(value);
    let number = known.get(value) ?? ends.get(nearest) ?? nearest;
    if (!known.has(value)) while (taken.has(number)) number = nextAfter(number);
    known.set(value, number);
    taken.add(number);
    ends.set(nearest, number);
    return number;
  };
}

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

/** The double that follows, away from 0. */
function nextAfter(number: number): number {
  double[0] = number;
  bits[0] = (bits[0] ?? 0n) + 1n;
  return double[0];
}
