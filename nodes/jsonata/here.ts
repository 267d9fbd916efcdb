/**
 * The quick lane: an expression whose work is bounded by the size of its value, on a small value, is evaluated on the
 * worker's own event loop, where it costs microseconds. It has a few milliseconds; what runs out of them goes to the
 * thread, now and for a while.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { makePrograms, messageOf, type Program, resultText } from "../../expressions/jsonata.ts";
import { parseJson } from "../../lib/values/exact-json.ts";
import { fitsIn } from "../../lib/values/fits-in.ts";
import type { Json } from "../../lib/values/json.ts";
import { makeSlowLane } from "../bounded/slow-lane.ts";
import { isBounded } from "./bounded.ts";

const budgetMs = 10;
const longestExpression = 500;
const mostBytes = 16_384;
const remembered = 1000;

export type QuickLane = (
  expression: string,
  value: Json,
) => Promise<{ result: Json } | { error: string } | { refused: true }>;

export const evaluateHere = makeQuickLane(budgetMs);

/** A quick lane in which each evaluation has so many milliseconds. */
export function makeQuickLane(budget: number): QuickLane {
  const programOf = makePrograms(budget);
  const lanes = new Map<string, Program | "thread">();
  const slow = makeSlowLane();
  const inOwnTurn = makeOwnTurns();

  function laneOf(expression: string): Program | "thread" {
    const known = lanes.get(expression);
    if (known) return known;
    const lane = expression.length > longestExpression ? "thread" : read(expression);
    if (lanes.size >= remembered) lanes.clear();
    lanes.set(expression, lane);
    return lane;
  }

  /** What cannot be read is left to the thread as well, which says why. */
  function read(expression: string): Program | "thread" {
    try {
      const program = programOf(expression);
      return isBounded(program.ast()) ? program : "thread";
    } catch {
      return "thread";
    }
  }

  /** Not of one of which another try has meanwhile told that it is slow: many that run side by side find it out once. */
  async function again(program: Program, { expression, value, first }: Again): Promise<unknown> {
    if (slow.has(expression)) throw first;
    return await program.evaluate(value);
  }

  return async (expression, value) => {
    const program = laneOf(expression);
    if (program === "thread" || slow.has(expression) || !fitsIn(value, mostBytes)) return { refused: true };
    try {
      const result = plain(
        await program.evaluate(value).catch((first: unknown) => {
          if (codeOf(first) !== outOfTime) throw first;
          return inOwnTurn(() => again(program, { expression, value, first }));
        }),
      );
      slow.clear(expression);
      return { result };
    } catch (thrown) {
      if (!isLimit(thrown)) return { error: messageOf(thrown) };
      slow.add(expression);
      return { refused: true };
    }
  };
}

type Again = { expression: string; value: Json; first: unknown };

/**
 * The clock runs for others too: for the expressions of this turn, for the garbage collector, and for other programs on a
 * busy machine. What runs out of its time is tried again in a turn of its own; only twice in a row says something about it.
 * The tries come one after the other, and between two of them the event loop does all else that is due.
 */
function makeOwnTurns(): <T>(use: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (use) => {
    const mine = last.then(() => nextTurn()).then(use);
    last = mine.catch(() => {});
    return mine;
  };
}

/** A result of its own: lists of JSONata are marked, and parts of the value must not be shared. */
function plain(result: unknown): Json {
  if (result === undefined || result === null) return null;
  if (typeof result === "string" || typeof result === "boolean") return result;
  const text = resultText(result);
  return text === undefined ? null : parseJson(text);
}

/** Out of time, too deep, or too long a list. */
function isLimit(thrown: unknown): boolean {
  if (thrown instanceof RangeError) return true;
  const code = codeOf(thrown);
  return code === outOfTime || code === "D1011" || code === "D2015";
}

const outOfTime = "D1012";

function codeOf(thrown: unknown): unknown {
  return typeof thrown === "object" && thrown !== null && "code" in thrown ? thrown.code : undefined;
}
