import { expect, test } from "vitest";
import { checkLiquid, escapeForUrl, makeRenderer } from "./liquid.ts";

const render = makeRenderer(10_000);
const values = { id: 7615917337495251231n, order: { id: 7615917337495251231n }, text: "7615917337495251231", n: 5 };

test.each([
  ["{{ id }}", "7615917337495251231"],
  ["{{ order }}", '{"id":7615917337495251231}'],
  ["{{ order | json }}", '{"id":7615917337495251231}'],
  ["{{ order.id | append: '-a' }}", "7615917337495251231-a"],
  ["{% if id > 7615917337495 %}large{% endif %}", "large"],
  ["{% if id == order.id %}same{% endif %}", "same"],
  ["{{ n | plus: 1 | times: 2 }}", "12"],
  ["Order 7615917337495251231 “{{ '7615917337495251231' }}”", "Order 7615917337495251231 “7615917337495251231”"],
])("%s is written with all its digits", async (template, text) => {
  expect(await render(template, values)).toBe(text);
  expect(checkLiquid(template)).toBeUndefined();
});

test.each(["{{ id | plus: 1 }}", "{{ text | times: 2 }}", "{{ 5 | at_least: id }}"])(
  "%s is refused",
  async (template) => {
    await expect(render(template, values)).rejects.toThrow(/would round a whole number/);
  },
);

test("a number in the template that Liquid would round is an issue of it", async () => {
  const template = "a {% if id == 7615917337495251231 %}b{% endif %}";
  const message = "The number 7615917337495251231 has more digits than Liquid can keep. Write it as text, in quotes.";
  expect(checkLiquid(template)).toEqual({ level: "error", message, from: 14, to: 33 });
  await expect(render(template, values)).rejects.toThrow(message);
});

test("in a URL it is a part like any other", () => {
  expect(escapeForUrl(7615917337495251231n)).toBe("7615917337495251231");
  expect(escapeForUrl([7615917337495251231n])).toBe("%5B7615917337495251231%5D");
});

test.each([
  ["{{ 0.1 | plus: 0.2 }}", "0.3"],
  ["{{ '1.1' | times: 3 }}", "3.3"],
  ["{{ items | sum: 'price' }}", "0.3"],
  ["{{ missing | plus: 1 }}", "1"],
  ["{{ 2.345 | round: 2 }}", "2.35"],
  ["{{ 7 | divided_by: 2 }}", "3.5"],
])("%s computes as people do", async (template, text) => {
  expect(await render(template, { items: [{ price: 0.1 }, { price: "0.2" }, {}] })).toBe(text);
});

test.each([
  ["{{ 5 | divided_by: 0 }}", /“divided_by” cannot divide by zero/],
  ["{{ 5 | modulo: 0 }}", /“modulo” cannot divide by zero/],
  ["{{ '1,234' | plus: 1 }}", /“plus” needs numbers such as 1234.5, and “1,234” is none/],
  ["{{ items | sum: 'price' }}", /“sum” needs numbers such as 1234.5, and “5 €” is none/],
  ["{{ items | times: 2 }}", /“times” needs numbers such as 1234.5, and a list or an object is none/],
])("%s is refused", async (template, reason) => {
  await expect(render(template, { items: [{ price: 1 }, { price: "5 €" }] })).rejects.toThrow(reason);
});
