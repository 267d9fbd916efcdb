import { describe, expect, test } from "vitest";
import { templateVariables } from "./template-variables.ts";

describe("variables of a template", () => {
  test("are the roots of output expressions, once each, in order", () => {
    expect(templateVariables("{{ name }} {{ order.items[0].title }} {{- name -}}")).toEqual(["name", "order"]);
  });

  test("do not include filters, their named arguments, strings or numbers", () => {
    expect(templateVariables(`{{ price | round: 2 | append: "x y" | default: other, allow_false: true }}`)).toEqual([
      "price",
      "other",
    ]);
  });

  test("come from tags as well", () => {
    expect(
      templateVariables("{% if a == b and c contains 'd' %}{% elsif e %}{% endif %}{% unless f %}{% endunless %}"),
    ).toEqual(["a", "b", "c", "e", "f"]);
    expect(templateVariables("{% case kind %}{% when other %}{% endcase %}")).toEqual(["kind", "other"]);
  });

  test("leave out what the template defines itself", () => {
    const template =
      "{% assign total = sum | plus: tax %}{% for row in rows limit: 3 %}{{ row.name }} {{ forloop.index }} {{ total }}{% endfor %}";
    expect(templateVariables(template)).toEqual(["sum", "tax", "rows"]);
    expect(templateVariables("{% capture line %}x{% endcapture %}{{ line }}")).toEqual([]);
  });

  test("an unclosed brace or plain text has none", () => {
    expect(templateVariables("{{ half")).toEqual([]);
    expect(templateVariables("no braces { here }")).toEqual([]);
  });

  test("a long hostile template is read in linear time", () => {
    const template = "{{".repeat(50_000);
    expect(templateVariables(template)).toEqual([]);
  });
});
