import { expect, test } from "vitest";
import { unknownFilter } from "./unknown-filter.ts";

test("a filter that does not exist is named, with the one that was probably meant", () => {
  expect(unknownFilter("{{ total | rond }}")).toBe("There is no filter “rond”. Did you mean “round”?");
  expect(unknownFilter("{{ a | strip | upcsae }}")).toBe("There is no filter “upcsae”. Did you mean “upcase”?");
  expect(unknownFilter("{% assign b = a | lowercase %}")).toBe("There is no filter “lowercase”.");
  expect(unknownFilter("{% for a in b | sortt: 'x' %}{{ a }}{% endfor %}")).toMatch(/“sortt”. Did you mean “sort”/);
  expect(unknownFilter("{{- a\n | constructor -}}")).toBe("There is no filter “constructor”.");
});

test("what only looks like a filter is none", () => {
  for (const template of [
    "{{ a | upcase | append: ' | none' }}",
    '{{ "x | y" }}',
    "| table | cells |",
    "{% raw %}{{ a | none }}{% endraw %}",
    "{% comment %}{{ a | none }}{% endcomment %}",
    "{% if a == 'b | c' %}{{ a | default: 'd' }}{% endif %}",
  ]) {
    expect(unknownFilter(template), template).toBeUndefined();
  }
});
