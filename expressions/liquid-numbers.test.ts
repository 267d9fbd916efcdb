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
