import jsonata from "jsonata";
import { Liquid } from "liquidjs";
import { expect, test } from "vitest";
import { jsonataFunctions } from "../lib/expressions/jsonata-functions.ts";
import { liquidFilters, liquidTags } from "../lib/expressions/liquid-words.ts";
import { lookAtExpression } from "./look.ts";

const order = {
  items: [
    { title: "Pen", price: 2 },
    { title: "Lamp", price: 30 },
  ],
  total: 32,
};
const ask = (text: string, context?: typeof order) =>
  lookAtExpression({ language: "jsonata", text, ...(context ? { context } : {}) });
const fill = (text: string, context?: typeof order) =>
  lookAtExpression({ language: "liquid", text, ...(context ? { context } : {}) });

test("an expression gives what the step would", async () => {
  expect(await ask("items[price > 10].title", order)).toEqual({ result: { value: ["Lamp"], bytes: 8, isCut: false } });
  expect(await ask("nothing", order)).toEqual({ result: { value: null, bytes: 4, isCut: false } });
  expect(await fill("{{ total | plus: 1 }}", order)).toEqual({ result: { value: "33", bytes: 4, isCut: false } });
  const url = { language: "liquid-url", text: "https://x.example/{{ q }}", context: { q: "a/b" } } as const;
  expect(await lookAtExpression(url)).toMatchObject({ result: { value: "https://x.example/a%2Fb" } });
});

test("says where the syntax of an expression is wrong, in plain words", async () => {
  const problems: [string, string, number, number][] = [
    ["items[price > 10", "“]” is missing at the end.", 16, 16],
    ["total tax", "“tax” is not expected here. An operator such as . or + may be missing before it.", 6, 9],
    ["1 +", "It ends too early: something is missing at the end.", 3, 3],
    ['"Lamp', "A text begins with a quote and has no quote at its end.", 5, 5],
    ["$sun(items.price)", "There is no function $sun.", 0, 4],
    ["(".repeat(20_000), "It is nested too deeply.", 0, 20_000],
  ];
  for (const [text, message, from, to] of problems) {
    expect(await ask(text, order), text.slice(0, 40)).toEqual({ problem: { level: "error", message, from, to } });
  }
});

test("what an expression defines is no unknown name, and an unknown variable is only a warning", async () => {
  for (const text of ["($f := function($x){$x * 2}; $f(total))", "items#$i.$i", "items@$v.$v.title", "$$.total", "$"]) {
    expect((await ask(text, order)).problem, text).toBeUndefined();
  }
  expect(await ask("$tota", order)).toMatchObject({
    problem: { level: "warning", message: "There is no variable $tota, so it gives nothing.", from: 0, to: 5 },
    result: { value: null },
  });
});

test("says where a template is wrong, in plain words", async () => {
  const problems: [string, string, number][] = [
    ["Hello {{ name", "“{{” has no “}}” after it.", 6],
    ["{% if a %}x", "“if” has no “endif” after it.", 0],
    ["x{% endfor %}", "“endfor” has no beginning before it.", 1],
    ["{% fro a in b %}", "There is no tag “fro”.", 0],
    ["Hi {{ }}", "A name or a value is missing here.", 6],
  ];
  for (const [text, message, from] of problems) {
    expect(await fill(text, order), text).toMatchObject({ problem: { level: "error", message, from } });
  }
  expect(await fill("{{ total | rond }}", order)).toEqual({
    problem: { level: "error", message: "There is no filter “rond”. Did you mean “round”?", from: 0, to: 18 },
  });
});

test("a value that fails says why, one that is too large shows its beginning, a slow one ends", async () => {
  expect(await ask("items.title + 1", order)).toMatchObject({
    result: { error: expect.stringMatching(/at character/) },
  });
  expect(await ask("total / 0", order)).toMatchObject({
    result: { error: expect.stringContaining("division by zero") },
  });
  const { result } = await ask("[1..9000]", order);
  expect(result).toMatchObject({ isCut: true, bytes: 43_894 });
  expect(result && "value" in result && String(result.value)).toMatch(/^\[\n {2}1,\n {2}2,/);
  expect(
    await ask("$map([1..1000000], function($i){ $map([1..1000], function($j){ $i * $j }) })", order),
  ).toMatchObject({
    result: { error: expect.stringMatching(/timeout|sequence/) },
  });
});

test("the described functions, filters and tags are those that there are", async () => {
  const unknown: string[] = [];
  for (const name of Object.keys(jsonataFunctions)) {
    const type = await jsonata(`$type($${name})`).evaluate({});
    if (type !== "function") unknown.push(name);
  }
  expect(unknown).toEqual([]);
  const engine = new Liquid();
  expect(Object.keys(liquidFilters).filter((name) => !Object.hasOwn(engine.filters, name))).toEqual([]);
  expect(Object.keys(engine.filters).filter((name) => !Object.hasOwn(liquidFilters, name))).toEqual([]);
  const inner = /^(end\w+|else|elsif|when)$/;
  expect(Object.keys(liquidTags).filter((name) => !inner.test(name) && !Object.hasOwn(engine.tags, name))).toEqual([]);
});
