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
    ["equals", "9.50", 9.5, "9.5"],
    ["equals", "1e21", 1e21, 1e22],
    ["equals", "1e21", 1000000000000000000000n, 1000000000000000000001n],
    ["equals", "7", 7, "007"],
    ["contains", "refund", "I want a REFUND now", "thanks"],
    ["contains", "red", ["blue", "Red"], ["reddish"]],
    ["is greater than", "2.5", "3", 2],
    ["is less than", "2.5", 2, 3],
    ["is greater than", "2026-01-01", "2026-05-01", "2025-12-31"],
    ["is greater than", "2.5", [3], [2]],
    ["is true", "", [false, true], [false]],
    ["equals", "open", ["Open"], ["open", "closed"]],
    ["does not equal", "open", ["closed"], ["open"]],
  ])("%s %s", async (name, to, yes, no) => {
    expect(await branch({ test: name, to }, yes)).toEqual(["then"]);
    expect(await branch({ test: name, to }, no)).toEqual(["else"]);
  });

  test.each([null, "", "  ", [], [1, 2], {}, false, "no number", "1,234", "2026-05-01"])(
    "%j is neither less nor greater than 10, and the step says so",
    async (value) => {
      for (const name of ["is less than", "is greater than"]) {
        const failed = branch({ test: name, to: "10" }, value);
        await expect(failed).rejects.toMatchObject({ code: "bad_input", userMessage: /not a number/ });
      }
    },
  );

  test("a list of one is tested like a list of two, and none is empty", async () => {
    const tags = (...names: string[]) => ({ tags: names.map((name) => ({ name })) });
    const red = { expression: "tags.name", test: "contains", to: "red" };
    expect(await branch(red, tags("darkred", "blue"))).toEqual(["else"]);
    expect(await branch(red, tags("darkred"))).toEqual(["else"]);
    expect(await branch(red, tags("red"))).toEqual(["then"]);
    expect(await branch({ expression: "tags[name = 'red']", test: "is empty" }, tags("blue"))).toEqual(["then"]);
    expect(
      await branch({ expression: "tags[name = 'red'].isHidden" }, { tags: [{ name: "red", isHidden: false }] }),
    ).toEqual(["else"]);
  });

  test("two ids of nineteen digits are not compared by what is left of them", async () => {
    for (const found of ["7615917337495251231", 7615917337495251231n]) {
      expect(await branch({ test: "is greater than", to: "7615917337495251230" }, found)).toEqual(["then"]);
      expect(await branch({ test: "is less than", to: "7615917337495251231" }, found)).toEqual(["else"]);
      expect(await branch({ test: "equals", to: "7615917337495251231" }, found)).toEqual(["then"]);
    }
    expect(await branch({ expression: "id", test: "is true" }, { id: 7615917337495251231n })).toEqual(["then"]);
    expect(await branch({ test: "equals", to: "7615917337495251230" }, "7615917337495251231")).toEqual(["else"]);
  });

  test("there is nothing to compare with", async () => {
    await expect(branch({ test: "is greater than", to: "" }, 5)).rejects.toMatchObject({ code: "bad_input" });
  });

  test("a part of the value that is not there is empty, not an error", async () => {
    expect(await branch({ expression: "a.b.c", test: "is empty" }, { a: 1 })).toEqual(["then"]);
  });
});

test("computed decimals are equal to what they are for people, and accents however they are stored", async () => {
  const sum = { expression: "$[0] + $[1]", to: "0.3" };
  expect(await branch({ ...sum, test: "equals" }, [0.1, 0.2])).toEqual(["then"]);
  expect(await branch({ ...sum, test: "is greater than" }, [0.1, 0.2])).toEqual(["else"]);
  expect(await branch({ test: "equals", to: "0.3" }, 0.1 + 0.2)).toEqual(["then"]);
  expect(await branch({ test: "is greater than", to: "0.3" }, 0.1 + 0.2)).toEqual(["else"]);
  expect(await branch({ test: "equals", to: "caf\u00e9" }, "cafe\u0301")).toEqual(["then"]);
  expect(await branch({ test: "contains", to: "\u00fc" }, "Mu\u0308ller")).toEqual(["then"]);
});
