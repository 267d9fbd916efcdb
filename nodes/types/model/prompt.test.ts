import { expect, test } from "vitest";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { manifestOf } from "../../catalogue.ts";
import { prompt } from "./prompt.ts";

test("each variable of a prompt is a text input, and is filled in", async () => {
  const config = { template: "{{ greeting }}, {{ name | upcase }}!" };
  expect(portsOf(manifestOf(prompt), { config }).inputs).toEqual({
    greeting: { kind: "text" },
    name: { kind: "text" },
  });
  const { outputs } = await runNode(prompt, { config, inputs: { greeting: "Hi", name: "Ada" } });
  expect(outputs).toEqual({ prompt: "Hi, ADA!" });
});

test("what is filled in is text, not template", async () => {
  const config = { template: "Q: {{ question }}" };
  const { outputs } = await runNode(prompt, { config, inputs: { question: "{{ 7 | times: 6 }} {% raw %}" } });
  expect(outputs).toEqual({ prompt: "Q: {{ 7 | times: 6 }} {% raw %}" });
});
