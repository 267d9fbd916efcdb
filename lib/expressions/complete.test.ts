import { expect, test } from "vitest";
import { completeJsonata } from "./complete-jsonata.ts";
import { completeLiquid } from "./complete-liquid.ts";
import { namesAt } from "./names-at.ts";

const order = {
  items: [
    { title: "Pen", price: 2, maker: { name: "Ada" } },
    { title: "Lamp", "in stock": true },
  ],
  total: 32,
};

/** Names offered where the bar stands. */
function jsonata(marked: string): string[] {
  const completion = completeJsonata(marked.replace("|", ""), marked.indexOf("|"), { value: order });
  return (completion?.suggestions ?? []).map(({ label }) => label);
}

test("the keys of a value are offered along a path, through lists", () => {
  expect(jsonata("|")).toEqual(["items", "total"]);
  expect(jsonata("items.|")).toEqual(["title", "price", "maker", "in stock"]);
  expect(jsonata("$.items.maker.|")).toEqual(["name"]);
  expect(jsonata("items[price > 10].t|")).toEqual(["title"]);
  expect(jsonata("total.|")).toEqual([]);
  expect(jsonata("nothing.|")).toEqual([]);
});

test("inside brackets the names are those of what stands before them", () => {
  expect(jsonata("items[pr|")).toContain("price");
  expect(jsonata('items.{ "a": |')).toEqual(["title", "price", "maker", "in stock"]);
  expect(jsonata("items.(ti|")).toContain("title");
  expect(jsonata("$sum(items.|")).toEqual(["title", "price", "maker", "in stock"]);
  expect(jsonata("$sum(|")).toEqual(["items", "total"]);
  expect(jsonata("items[price > $$.|")).toEqual(["items", "total"]);
  expect(jsonata("$map(items, function($i) { $i.|")).toEqual(["title", "price", "maker", "in stock"]);
  expect(jsonata("[items[0].|")).toEqual(["title", "price", "maker", "in stock"]);
});

test("functions are offered after a dollar and by a part of their name, not in texts and comments", () => {
  expect(jsonata("$su|")).toEqual([
    "$sum(numbers)",
    "$substring(text, start, length?)",
    ...jsonata("$substr|").slice(1),
  ]);
  expect(jsonata("aver|")).toEqual(["$average(numbers)"]);
  expect(jsonata("($best := total; $be|")).toEqual(["$best"]);
  expect(jsonata('"tot|')).toEqual([]);
  expect(jsonata("/* tot|")).toEqual([]);
  expect(jsonata("12|")).toEqual([]);
});

test("a suggestion replaces the whole word, and a name that is none stands in backquotes", () => {
  const text = "items.ti + 1";
  const completion = completeJsonata(text, 7, { value: order });
  expect(completion).toMatchObject({
    from: 6,
    to: 8,
    suggestions: [{ label: "title", detail: "“Pen”", insert: "title" }],
  });
  expect(completeJsonata("items.in", 8, { value: order })?.suggestions[0]).toMatchObject({ insert: "`in stock`" });
  expect(completeJsonata("$su", 3, {})?.suggestions[0]).toMatchObject({ insert: "$sum()", back: 1 });
});

function liquid(marked: string, sources = [{ label: "reply", detail: "from Answer", insert: "reply" }]): string[] {
  const completion = completeLiquid(marked.replace("^", ""), marked.indexOf("^"), {
    shape: { value: { order } },
    sources,
  });
  return (completion?.suggestions ?? []).map(({ label }) => label);
}

test("in a template the inputs, their keys and the outputs of other nodes are offered inside braces", () => {
  expect(liquid("Hello {{ ^")).toEqual(["order", "reply"]);
  expect(liquid("Hello {{ order.^ }}")).toEqual(["items", "total"]);
  expect(liquid("{% for item in order.items %}{{ item.^")).toEqual(["title", "price", "maker"]);
  expect(liquid("{% for item in order.items %}{{ it^")).toEqual(["item"]);
  expect(liquid("{% if order.t^")).toEqual(["total"]);
  expect(liquid("{{ order.items[0].pr^")).toEqual(["price"]);
  expect(liquid("Hello ord^")).toEqual([]);
  expect(liquid("{{ order }} ord^")).toEqual([]);
  expect(liquid('{{ "ord^')).toEqual([]);
});

test("filters follow a bar and tags a percent sign", () => {
  expect(liquid("{{ order.total | rou^")).toEqual(["round", "group_by", "group_by_exp"]);
  expect(liquid("{% unl^")).toEqual(["unless", "endunless"]);
});

test("braces are closed behind a name, unless they are already", () => {
  const ask = (text: string, at: number) =>
    completeLiquid(text, at, { shape: { value: { order } }, sources: [] })?.suggestions[0];
  expect(ask("{{ ord", 6)).toMatchObject({ insert: "order }}", back: 3 });
  expect(ask("{{ ord }}", 6)).toMatchObject({ insert: "order" });
  expect(ask("{% if ord", 9)).toMatchObject({ insert: "order" });
  const asked = completeLiquid("Hello ", 6, { shape: { value: { order } }, sources: [], isAsked: true });
  expect(asked?.suggestions[0]).toMatchObject({ label: "order", insert: "{{ order }}" });
});

test("declared keys are offered before anything ran", () => {
  const schema = {
    type: "array",
    items: { type: "object", properties: { text: { type: "string" }, score: { type: "number" } } },
  };
  expect(namesAt({ schema }, [])).toEqual([
    { name: "text", detail: "text" },
    { name: "score", detail: "number" },
  ]);
  expect(namesAt({ value: [{ text: "Hi" }], schema }, [])).toEqual([
    { name: "text", detail: "“Hi”" },
    { name: "score", detail: "number" },
  ]);
});
