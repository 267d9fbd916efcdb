import { expect, test } from "vitest";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { manifestOf } from "../../catalogue.ts";
import { template } from "./template.ts";

test("a template writes a table from a list", async () => {
  const config = {
    template: "| Title | Price |\n{% for row in rows %}| {{ row.title }} | {{ row.price | round: 1 }} |\n{% endfor %}",
  };
  expect(Object.keys(portsOf(manifestOf(template), { config }).inputs)).toEqual(["rows"]);
  const { outputs } = await runNode(template, { config, inputs: { rows: [{ title: "Lamp", price: 9.99 }] } });
  expect(outputs).toEqual({ text: "| Title | Price |\n| Lamp | 10 |\n" });
});

test("a template reaches own properties only, and a broken or endless one says so", async () => {
  const config = { template: "[{{ value.constructor }}{{ value.__proto__ }}]" };
  expect((await runNode(template, { config, inputs: { value: {} } })).outputs).toEqual({ text: "[]" });
  const broken = runNode(template, { config: { template: "{% if x %}" } });
  await expect(broken).rejects.toMatchObject({ code: "bad_input", userMessage: /cannot be filled/ });
  const endless = "{% for a in (1..100000) %}{% for b in (1..100000) %}{{ b }}{% endfor %}{% endfor %}";
  await expect(runNode(template, { config: { template: endless } })).rejects.toMatchObject({ code: "bad_input" });
});
