import { expect, test } from "vitest";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { noServices, runExample, runNode } from "../../../tests/helpers/node.ts";
import { manifestOf } from "../../catalogue.ts";
import { classify } from "./classify.ts";

const classes = [
  { name: "billing", description: "Money, invoices and refunds\nI was charged twice" },
  { name: "technical", description: "Something does not work\nThe app crashes when I open it" },
];

test("every class is an output port, besides none, label and scores", () => {
  const { outputs } = portsOf(manifestOf(classify), { config: { classes } });
  expect(Object.keys(outputs)).toEqual(["none", "label", "scores", "billing", "technical"]);
});

test.each([
  ["Please refund the second payment on my card", "billing"],
  ["It freezes and shows an error after the update", "technical"],
])("“%s” leaves by %s only", async (text, label) => {
  await using models = testModels();
  const { outputs } = await runNode(classify, { config: { classes }, inputs: { text }, services: { models } });
  expect(outputs).toEqual({
    label,
    [label]: text,
    scores: { billing: expect.any(Number), technical: expect.any(Number) },
  });
});

test("a text like none of them leaves by none", async () => {
  await using models = testModels();
  const config = { classes, minScore: 0.8 };
  const { outputs } = await runNode(classify, { config, inputs: { text: "What a lovely day" }, services: { models } });
  expect(outputs).toMatchObject({ label: "none", none: "What a lovely day" });
  expect(Object.keys(outputs)).toHaveLength(3);
});

test.each(["", "  \n"])("an empty text (%j) leaves by none, and no model is asked", async (text) => {
  expect((await runNode(classify, { config: { classes }, inputs: { text } })).outputs).toEqual({
    label: "none",
    scores: {},
    none: text,
  });
});

test("its classes are embedded with the first text, and no text after it pays for them again", async () => {
  await using own = testModels();
  const asked: number[] = [];
  const embed: typeof own.embed = (texts, signal) => {
    asked.push(texts.length);
    return own.embed(texts, signal);
  };
  const services = { ...noServices, models: { ...own, embed } };
  const built = await classify.build({ config: { classes }, nodeId: "node", services });
  const ask = async (text: string) =>
    (await runNode({ ...classify, build: () => built }, { inputs: { text } })).outputs.label;
  expect(await ask("I was charged twice")).toBe("billing");
  expect(await ask("The app crashes")).toBe("technical");
  expect(await ask("My card was charged twice")).toBe("billing");
  expect(asked).toEqual([5, 1, 1]);
});

test.each([
  [[{ name: "a" }, { name: "a" }], /one name/],
  [[{ name: "label" }], /Another output/],
  [[{ name: "" }], /a name/],
])("%j is refused", async (bad, userMessage) => {
  await expect(runNode(classify, { config: { classes: bad }, inputs: { text: "x" } })).rejects.toMatchObject({
    code: "bad_input",
    userMessage,
  });
});

test("the example of the docs", async () => {
  await using models = testModels();
  await runExample(classify, { services: { models } });
});
