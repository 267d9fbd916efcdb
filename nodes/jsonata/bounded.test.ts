import jsonata from "jsonata";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { patienceMs } from "../../tests/helpers/patience.ts";
import { isBounded } from "./bounded.ts";
import { makeQuickLane } from "./here.ts";

/** The quick lane with all the time it may take on a busy machine. */
const evaluateHere = makeQuickLane(patienceMs);

const bounded = (expression: string) => isBounded(jsonata(expression).ast());

describe("an expression whose work its value bounds", () => {
  test.each([
    "$",
    "items[price > 10].title",
    "items[0]",
    '"Total " & $string($)',
    "{ 'total': $sum(items.price), 'names': [items.title] }",
    "price > 10 ? 'dear' : 'cheap'",
    "$join(items.title, ', ')",
    "(a + b) * -2",
    "$uppercase($substringBefore(name, '@'))",
    "order.*.price",
    "'a' in tags and $not($exists(missing))",
  ])("is evaluated here: %s", async (expression) => {
    expect(bounded(expression)).toBe(true);
    expect(await evaluateHere(expression, { items: [{ price: 5, title: "Pen" }], a: 1, b: 2 })).not.toHaveProperty(
      "refused",
    );
  });

  test.each([
    ["a lambda", "function($x) { $x }"],
    ["recursion", "($f := function($n) { $f($n + 1) }; $f(1))"],
    ["a callback", "$map(items, $string)"],
    ["a function under another name", "($s := $string; $s(1))"],
    ["a range", "[1..1000000]"],
    ["a regular expression", "$match($, /(a+)+$/)"],
    ["a pattern in a filter", "items[$contains(name, /a/)]"],
    ["the whole value for each item", "items.($$ & $$)"],
    ["doubling in steps", `$${".($ & $)".repeat(30)}`],
    ["doubling lists in steps", `$${".[$, $]".repeat(30)}`],
    ["lists of literals in steps", `$${".[1,2,3,4]".repeat(30)}`],
    ["escapes of escapes", "$string($string($string($string(x))))"],
    ["padding", "$pad('', 1e9)"],
    ["a separator that is a value", "$join(items, items[0])"],
    ["a search through every depth", "**.**.**"],
    ["sorting", "items^(price)"],
    ["grouping", "items{ name: $sum(price) }"],
    ["transforming", "$ ~> |items|{ 'a': 1 }|"],
    ["evaluating text", "$eval('1')"],
    ["time", "$now()"],
    ["a partial application", "$substring(?, 1)"],
    ["what data is made of", "constructor.constructor"],
    ["what data is made of, by a text", "$lookup($, '__proto__')"],
    ["what data is made of, in quotes", "`__proto__`.x"],
    ["a variable", "$x"],
    ["the parent", "items.price.%"],
    ["a position", "items#$i.($i)"],
    ["a join", "items@$a.items@$b"],
    ["depth", `${"(".repeat(40)}1${")".repeat(40)}`],
  ])("has no %s", (_name, expression) => {
    expect(bounded(expression)).toBe(false);
  });
});

describe("the quick lane", () => {
  test("refuses what is large, long or wrong", async () => {
    expect(await evaluateHere("$", "x".repeat(20_000))).toEqual({ refused: true });
    expect(
      await evaluateHere(
        "$",
        Array.from({ length: 3000 }, () => 1),
      ),
    ).toEqual({ refused: true });
    expect(await evaluateHere(`$ & "${"x".repeat(600)}"`, 1)).toEqual({ refused: true });
    expect(await evaluateHere("items[", {})).toEqual({ refused: true });
  });

  test("gives up after its time, and leaves the expression to the thread for a while", async () => {
    const lane = makeQuickLane(10);
    const slow = "items[items[items[items[n > 0]]]]";
    const value = {
      items: Array.from({ length: 60 }, (_, n) => ({ n, items: Array.from({ length: 8 }, () => ({ n })) })),
    };
    let ms = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => ms++);
    onTestFinished(() => clock.mockRestore());
    expect(await lane(slow, value)).toEqual({ refused: true });
    expect(await lane(slow, { items: [] }), "although little is to do this time").toEqual({ refused: true });
    clock.mockRestore();
    expect(await evaluateHere(slow, value)).not.toHaveProperty("refused");
  });

  test("tries once more what ran out of its time while something else kept the processor", async () => {
    const lane = makeQuickLane(10);
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const evaluating = lane("items[price > 10]", { items: [{ price: 5 }, { price: 20 }] });
    // It has begun, and its time goes by: other work, the garbage collector or another program has the processor.
    vi.advanceTimersByTime(60);
    expect(await evaluating).toEqual({ result: [{ price: 20 }] });
  });

  test("tries again one after the other, with turns of the event loop in between, and each expression but once", async () => {
    const lane = makeQuickLane(10);
    const value = { items: Array.from({ length: 60 }, (_, n) => ({ n })) };
    const slow = ["items[items[n > 0]]", "items[items[n > 1]]", "items[items[n > 2]]"];
    let ms = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => ms++);
    let turn = 0;
    let ticking = setImmediate(function tick() {
      turn += 1;
      ticking = setImmediate(tick);
    });
    onTestFinished(() => {
      clearImmediate(ticking);
      clock.mockRestore();
    });
    const turns = new Set<number>();
    await Promise.all(
      slow.map(async (expression) => {
        const many = Array.from({ length: 20 }, () => lane(expression, value));
        expect(await Promise.race(many)).toEqual({ refused: true });
        turns.add(turn);
        expect(new Set((await Promise.all(many)).flatMap(Object.keys))).toEqual(new Set(["refused"]));
      }),
    );
    expect(turns.size, "in turns of their own").toBe(slow.length);
    expect(ms, "a second try of each would take a thousand").toBeLessThan(600);
  });

  test("gives results that share nothing with the value, and names errors as the thread does", async () => {
    const value = { items: [{ price: 20 }] };
    const answer = await evaluateHere("items[0]", value);
    expect(answer).toEqual({ result: { price: 20 } });
    expect("result" in answer && answer.result).not.toBe(value.items[0]);
    expect(await evaluateHere("1 + 'a'", {})).toEqual({ error: expect.stringContaining("at character 3") });
    expect(await evaluateHere("nothing.here", {})).toEqual({ result: null });
    expect(await evaluateHere("$.constructor", {})).toEqual({ refused: true });
    expect(await evaluateHere("1/0", {})).not.toHaveProperty("refused");
  });
});
