import { describe, expect, test } from "vitest";
import { parseJson } from "../lib/values/exact-json.ts";
import { makePrograms, messageOf, resultText } from "./jsonata.ts";

const programOf = makePrograms(10_000);
const order =
  '{"id": 7615917337495251231, "near": 7615917337495251232, "n": 3, "x": 0.5, "items": [{"id": 9007199254740993}, {"id": 2}]}';

async function evaluate(expression: string, json = order): Promise<string | undefined> {
  try {
    return resultText(await programOf(expression).evaluate(parseJson(json)));
  } catch (thrown) {
    return `refused: ${messageOf(thrown)}`;
  }
}

describe("whole numbers beyond 2^53", () => {
  test.each([
    ["id", "7615917337495251231"],
    ["{ 'id': id, 'all': [items.id] }", '{"id":7615917337495251231,"all":[9007199254740993,2]}'],
    ["id = near", "false"],
    ["[1e22, -1.5e300, 12e+20]", "[1e+22,-1.5e+300,1.2e+21]"],
    ["id = 7615917337495251231", "true"],
    ["id = -7615917337495251231", "false"],
    ["items[id = 9007199254740993].id", "[9007199254740993]"],
    ["id in [1, 7615917337495251231]", "true"],
    ["id < near", "true"],
    ["id >= near", "false"],
    ["id > 10 and near > id", "true"],
    ["id ? 'yes' : 'no'", '"yes"'],
    ["$not(id)", "false"],
    ["$exists(id) and $boolean(id)", "true"],
    ["$string(id)", '"7615917337495251231"'],
    ["'id ' & id & ' ' & items", '"id 7615917337495251231 [{\\"id\\":9007199254740993},{\\"id\\":2}]"'],
    ["$number('7615917337495251231')", "7615917337495251231"],
    ["$number('12') + 1", "13"],
    ["$max(items.id)", "9007199254740993"],
    ["$min(items.id)", "2"],
    ["$sum(items.id)", "9007199254740995"],
    ["$round(x + 2)", "2"],
    ["$average([id, id])", "7615917337495251231"],
    ["items[0].id", "9007199254740993"],
    ["$map(items, function($i) { $i.id + 1 })", "[9007199254740994,3]"],
    ["$sort(items, function($a, $b) { $a.id > $b.id }).id", "[2,9007199254740993]"],
    ["$distinct([id, id, near])", "[7615917337495251231,7615917337495251232]"],
    [
      "$ ~> | items | { 'n': 1 } |",
      order.replaceAll(" ", "").replaceAll("},{", ',"n":1},{').replace("2}]", '2,"n":1}]'),
    ],
    ["$filter(items, function($i) { $i.id }).id", "[9007199254740993,2]"],
    ["$type(id)", '"number"'],
    ["missing + id", undefined],
  ])("%s", async (expression, result) => {
    expect(await evaluate(expression)).toBe(result);
  });

  test.each([
    ["id + 1", "7615917337495251232"],
    ["id - near", "-1"],
    ["id * 10", "76159173374952512310"],
    ["id % 10", "1"],
    ["near / 2", "3807958668747625616"],
    ["-id", "-7615917337495251231"],
    ["9007199254740991 + 2", "9007199254740993"],
    ["3037000500 * 3037000500", "9223372037000250000"],
  ])("%s is computed exactly", async (expression, result) => {
    expect(await evaluate(expression)).toBe(result);
  });

  test.each([
    ["id + 0.5", /7615917337495251231 \+ 0\.5 would be rounded/],
    ["id / 2", /would be rounded/],
    ["$sqrt(id)", /has no place there/],
    ["$average([id, near])", /would be rounded/],
    ["items^(id)", /has no place there/],
    ["$formatNumber(id, '#')", /has no place there/],
    ["id + 'a'", /number/],
    ["id < 'a'", /two numbers or two texts/],
    ["$power(10, 400)", /number/],
  ])("%s is refused", async (expression, message) => {
    expect(await evaluate(expression)).toMatch(message);
    expect(await evaluate(expression)).toMatch(/^refused/);
  });
});
