import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { condition } from "./condition.ts";

async function branch(config: Record<string, Json>, value: Json): Promise<string[]> {
  return Object.keys((await runNode(condition, { config, inputs: { value } })).outputs);
}

describe("condition", () => {
  test("passes the whole value down one branch only", async () => {
    const value = { order: { total: 30 } };
    const config = { expression: "order.total > 20" };
    const { outputs } = await runNode(condition, { config, inputs: { value } });
    expect(Object.entries(outputs)).toEqual([["then", value]]);
    expect(await branch(config, { order: { total: 3 } })).toEqual(["else"]);
  });

  test.each([
    ["is true", "", "yes", "no"],
    ["is true", "", [1], []],
    ["is empty", "", "  ", "x"],
    ["is empty", "", {}, { a: 1 }],
    ["is not empty", "", "x", null],
    ["equals", "Open", " open ", "opened"],
    ["equals", "3", 3, 4],
    ["does not equal", "3", 4, 3],
    ["contains", "refund", "I want a REFUND now", "thanks"],
    ["contains", "red", ["blue", "Red"], ["reddish"]],
    ["is greater than", "2.5", "3", 2],
    ["is less than", "2.5", 2, "no number"],
  ])("%s %s", async (name, to, yes, no) => {
    expect(await branch({ test: name, to }, yes)).toEqual(["then"]);
    expect(await branch({ test: name, to }, no)).toEqual(["else"]);
  });

  test("a part of the value that is not there is empty, not an error", async () => {
    expect(await branch({ expression: "a.b.c", test: "is empty" }, { a: 1 })).toEqual(["then"]);
  });
});
