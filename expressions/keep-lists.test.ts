import jsonata from "jsonata";
import { describe, expect, test } from "vitest";
import type { Json } from "../lib/values/json.ts";
import { makePrograms } from "./jsonata.ts";

const programOf = makePrograms(0);
const evaluate = async (expression: string, value: Json) => plain(await programOf(expression).evaluate(value));
const plain = (result: unknown): unknown => (result === undefined ? undefined : JSON.parse(JSON.stringify(result)));

/** A day with so many orders, of which each is over 100. */
const day = (count: number) => ({
  orders: Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    total: 150 + n,
    tags: [{ name: `tag${n}` }],
    lines: [{ part: "a" }, { part: "b" }],
  })),
  shop: { name: "North", stock: Array.from({ length: count }, (_, n) => ({ part: `p${n}`, left: n })) },
  name: "Ann Lee",
});

describe("what is a list of two is a list of one and of none", () => {
  test.each([
    "orders",
    "orders.total",
    "orders[total > 100]",
    "orders[total > 100].id",
    "orders.tags.name",
    "orders.tags[0].name",
    "orders.{ 'id': id, 'parts': lines.part }",
    "orders.[id, total]",
    "orders^(>total)",
    "orders^(total).id",
    "orders#$at.{ 'at': $at, 'id': id }",
    "orders@$order.{ 'id': $order.id }",
    "orders.lines.{ 'order': %.id, 'part': part }",
    "orders.$string(total)",
    "orders.(tags.name)",
    "(orders[total > 100])",
    "$.orders.id",
    "$$.orders.id",
    "shop.stock.part",
    "shop.stock[left >= 0]",
    "shop.(stock.part)",
    "$map(orders, function($order) { $order.id })",
    "$filter(orders, function($order) { $order.total > 100 })",
    "$filter(orders, function($order) { $order.total > 100 }).id",
    "orders ~> $filter(function($order) { $order.total > 100 }) ~> $map(function($order) { $order.id })",
    "$sort(orders.id)",
    "$reverse(orders)",
    "$distinct(orders.id)",
    "orders.id ~> $distinct",
    "$append(orders.id, orders.total)",
    "$zip(orders.id, orders.total)",
    "$lookup(orders, 'id')",
    "($large := orders[total > 100]; $large)",
    "($large := orders[total > 100]; $large.id)",
    "($all := orders; $ids := $all.id; $ids)",
    "$exists(shop) ? orders.id : shop.stock.part",
    "[orders.id]",
    "shop.*.part",
  ])("%s", async (expression) => {
    expect(await evaluate(expression, day(0))).toEqual([]);
    for (const count of [1, 2, 3]) {
      const result = await evaluate(expression, day(count));
      expect(result, `${count} orders`).toBeInstanceOf(Array);
      expect(result, `${count} orders`).not.toHaveLength(0);
    }
    const asItWas = plain(await jsonata(expression).evaluate(day(2)));
    expect(await evaluate(expression, day(2)), "what JSONata gives for two").toEqual(asItWas);
  });

  test.each(["total", "$.total", "$[total > 0]", "$[total > 0].total", "$", "$.{ 'total': total }"])(
    "%s of a list",
    async (expression) => {
      expect(await evaluate(expression, [])).toEqual([]);
      expect(await evaluate(expression, [{ total: 5 }])).toHaveLength(1);
      expect(await evaluate(expression, [{ total: 5 }, { total: 6 }])).toHaveLength(2);
    },
  );

  test("also inside of the objects that an expression makes", async () => {
    const expression =
      "{ 'ids': orders[total > 100].id, 'rows': orders.[id, total], 'sum': $sum(orders.total), 'shop': { 'parts': shop.stock.part } }";
    const ofDay = async (count: number) => await evaluate(expression, day(count));
    expect(await ofDay(2)).toEqual({
      ids: [1, 2],
      rows: [
        [1, 150],
        [2, 151],
      ],
      sum: 301,
      shop: { parts: ["p0", "p1"] },
    });
    expect(await ofDay(1)).toEqual({ ids: [1], rows: [[1, 150]], sum: 150, shop: { parts: ["p0"] } });
    expect(await ofDay(0)).toEqual({ ids: [], rows: [], sum: 0, shop: { parts: [] } });
    const each = "$map(orders, function($order) { { 'tags': $order.tags.name } })";
    expect(await evaluate(each, day(1))).toEqual([{ tags: ["tag0"] }]);
  });

  test("a group is a list of what is in it, and a calculation is what it is", async () => {
    const items = [
      { kind: "pen", price: 2 },
      { kind: "pen", price: 3 },
      { kind: "lamp", price: 30 },
    ];
    expect(await evaluate("items{ kind: price }", { items })).toEqual({ pen: [2, 3], lamp: [30] });
    expect(await evaluate("items{ kind: $sum(price) }", { items })).toEqual({ pen: 5, lamp: 30 });
  });
});

describe("what is one thing stays one thing", () => {
  test.each([
    ["name", "Ann Lee"],
    ["shop.name", "North"],
    ["shop.(name)", "North"],
    ["shop.{ 'name': name }", { name: "North" }],
    ["shop.[name]", ["North"]],
    ["orders[0].id", 1],
    ["orders[-1].id", 1],
    ["orders[$count(orders) - 1].id", 1],
    ["(orders.id)[0]", 1],
    ["orders[total > 100][0].id", 1],
    ["$single(orders, function($order) { $order.id = 1 }).total", 150],
    ["$sum(orders.total)", 150],
    ["$count(orders[total > 1000])", 0],
    ["$sum(orders[total > 1000].total)", 0],
    ["$sum(orders[total > 1000].total) < 10 ? 'few' : 'many'", "few"],
    ["$join(orders[total > 1000].tags.name, ', ')", ""],
    ["$sum(missing)", undefined],
    ["'Order ' & orders.id", "Order 1"],
    ["orders.id = 1", true],
    ["$uppercase(orders.tags.name)", "TAG0"],
    ["($name := shop.name; $name)", "North"],
    ["$merge(orders.{ $string(id): total })", { "1": 150 }],
    ["missing", undefined],
    ["missing.part", undefined],
    ["missing[total > 1]", undefined],
    ["$filter(missing, function($each) { true })", undefined],
    ["shop.stock[5]", undefined],
  ])("%s", async (expression, result) => {
    expect(await evaluate(expression, day(1))).toEqual(result);
  });
});
