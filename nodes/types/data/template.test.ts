import { monitorEventLoopDelay } from "node:perf_hooks";
import { expect, test } from "vitest";
import { portsOf } from "../../../lib/manifest.ts";
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

test("a template that needs longer than the event loop can spare is finished in a thread", async () => {
  const slow =
    "{% for a in (1..150) %}{% for b in (1..150) %}{% if b == a %}{{ b }} {% endif %}{% endfor %}{% endfor %}";
  const longest = watchLoop();
  const { outputs } = await runNode(template, { config: { template: slow } });
  expect(outputs.text).toMatch(/^1 2 3 .* 150 $/);
  // 40 ms are what it gets; a busy test machine stretches them.
  expect(longest()).toBeLessThan(400);
});

/** How late the event loop came at the worst, in milliseconds. */
function watchLoop(): () => number {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  return () => {
    delay.disable();
    return delay.max / 1e6;
  };
}
