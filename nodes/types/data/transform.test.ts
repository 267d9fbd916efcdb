import { describe, expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { transform } from "./transform.ts";

const run = (expression: string, value: Json) => runNode(transform, { config: { expression }, inputs: { value } });

describe("transform", () => {
  test("reshapes data", async () => {
    const value = {
      items: [
        { title: "Lamp", price: 12 },
        { title: "Pen", price: 2 },
      ],
    };
    expect((await run("items[price > 10].title", value)).outputs).toEqual({ result: ["Lamp"] });
    expect((await run("items[price > 100].title", value)).outputs).toEqual({ result: [] });
    expect((await run("items[0].title", value)).outputs).toEqual({ result: "Lamp" });
    expect((await run("{ 'total': $sum(items.price), 'names': items.title }", value)).outputs).toEqual({
      result: { total: 14, names: ["Lamp", "Pen"] },
    });
  });

  test("nothing found is null; functions are not data", async () => {
    expect((await run("missing.part", {})).outputs).toEqual({ result: null });
    expect((await run("{ 'f': function($x) { $x } }", {})).outputs).toEqual({ result: {} });
  });

  test("a division by zero fails with a sentence, also inside an object", async () => {
    for (const expression of ["sum / count", "{ 'mean': sum / count }", "($f := function($x) { $x / 0 }; $f(sum))"]) {
      const failed = run(expression, { sum: 5, count: 0 });
      await expect(failed, expression).rejects.toMatchObject({ code: "bad_input", userMessage: /division by zero/ });
    }
  });

  test("an id of nineteen digits keeps them, as a literal and as a text", async () => {
    const digits = 7615917337495251231n;
    for (const [expression, result] of [
      ["$number(id) = 7615917337495251231", true],
      ["$number(id)", digits],
      ["[1..2].($number($$.id))", [digits, digits]],
    ] as const) {
      expect((await run(expression, { id: String(digits) })).outputs, expression).toEqual({ result });
    }
    const numbers = "[$number('12.50'), $number('-1e3'), $number('0x1F'), $number(true), $number('0012')]";
    expect((await run(numbers, {})).outputs).toEqual({ result: [12.5, -1000, 31, 1, 12] });
    await expect(run("$number('1,5')", {})).rejects.toMatchObject({ userMessage: /Unable to cast.*1,5/ });
    expect((await run("{ 'n': $number(missing) }", {})).outputs).toEqual({ result: {} });
  });

  test("a wrong expression says where", async () => {
    await expect(run("items[", {})).rejects.toMatchObject({ code: "bad_input", userMessage: /character 6/ });
  });

  test("has no way out of the data", async () => {
    for (const attempt of [
      "$.constructor",
      "$.__proto__",
      "$lookup($, 'constructor')",
      "process",
      "$eval('globalThis')",
    ]) {
      const result = await run(attempt, {}).then(
        ({ outputs }) => outputs.result,
        () => "refused",
      );
      expect([null, {}, "refused"]).toContainEqual(result);
    }
  });

  test.each([
    ["an endless loop", "($f := function($n) { $f($n + 1) }; $f(1))", 1],
    ["a regular expression that never ends", "$match($, /^(a+)+$/)", `${"a".repeat(40)}!`],
  ])("stops %s at its deadline, and the next one works", async (_name, expression, value) => {
    await expect(run(expression, value)).rejects.toMatchObject({
      code: "bad_input",
      userMessage: /time|longer than 2/,
    });
    expect((await run("$ + 1", 1)).outputs).toEqual({ result: 2 });
  });

  test("a stopped step does not wait its turn", async () => {
    const signal = AbortSignal.abort();
    await expect(runNode(transform, { inputs: { value: 1 }, signal })).rejects.toThrow();
  });
});
