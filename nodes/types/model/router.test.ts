import { expect, test } from "vitest";
import { portsOf } from "../../../lib/ports/node-ports.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { type OpenaiReply, openaiPeer } from "../../../tests/helpers/peers/openai-peer.ts";
import { haveTestWeights } from "../../../tests/helpers/weights.ts";
import { manifestOf } from "../../catalogue.ts";
import { router } from "./router.ts";

const routes = [
  { name: "billing", description: "I was charged twice\nWhere is my invoice?" },
  { name: "technical", description: "The app crashes when I open it" },
];

test("every route is an output port, besides otherwise, route, reason and scores", () => {
  const { outputs } = portsOf(manifestOf(router), { config: { routes } });
  expect(Object.keys(outputs)).toEqual(["otherwise", "route", "reason", "scores", "billing", "technical"]);
});

test.each([
  [{ total: 500 }, "large", "The rule “total > 100” is true."],
  [{ total: 5, isNew: true }, "fresh", "The rule “isNew” is true."],
  [{ total: 5 }, "otherwise", "No rule is true."],
])("by rules, %j takes the route %s", async (value, route, reason) => {
  const rules = [
    { name: "large", description: "total > 100" },
    { name: "fresh", description: "isNew" },
  ];
  const { outputs, usage } = await runNode(router, { config: { by: "rules", routes: rules }, inputs: { value } });
  expect(outputs).toEqual({ route, reason, scores: {}, [route]: value });
  expect(usage).toEqual([]);
});

test.each([
  ["$bad(", /The rule of the route “a”/],
  ["  ", /has no rule/],
])("the rule %j fails with the name of its route", async (description, userMessage) => {
  const config = { by: "rules", routes: [{ name: "a", description }] };
  await expect(runNode(router, { config, inputs: { value: 1 } })).rejects.toMatchObject({
    code: "bad_input",
    userMessage,
  });
});

test.each([
  ["Please refund the second payment, you charged me twice", 0.2, "billing"],
  ["It crashes at the start of the app", 0.2, "technical"],
  ["What a lovely day", 0.8, "otherwise"],
])("by examples, “%s” leaves by one branch", async (value, minScore, route) => {
  await using models = testModels();
  const ran = await runNode(router, { config: { routes, minScore }, inputs: { value }, services: { models } });
  expect(ran.outputs).toEqual({
    route,
    reason: expect.stringMatching(/^The nearest example is “.+”, with a similarity of 0\.\d\d/),
    scores: { billing: expect.any(Number), technical: expect.any(Number) },
    [route]: value,
  });
});

async function byModel(reply: OpenaiReply, own: object = {}) {
  await using peer = await openaiPeer(() => reply);
  await using models = testModels({ credentials: { c: peer.credential } });
  const model = { provider: "openai-compatible", model: "small", credential: "c" };
  const config = { by: "model", model, routes, ...own };
  const ran = await runNode(router, { config, inputs: { value: "My bill is wrong" }, services: { models } });
  return { ...ran, ask: peer.asks[0] };
}

test("a model chooses a route, is told what they are for, and its reason is kept", async () => {
  const { outputs, tokens, usage, ask } = await byModel({ words: ['{"route": "Billing",', ' "reason": "a bill"}'] });
  expect(outputs).toEqual({ route: "billing", reason: "small: a bill", scores: {}, billing: "My bill is wrong" });
  expect(tokens, "its JSON is not shown as an answer").toEqual([]);
  expect(usage).toEqual([
    { tokensIn: 7, tokensOut: 3, model: "small" },
    { model: "small", outcome: "complete" },
  ]);
  expect(ask?.messages[0]?.content).toContain("- technical: The app crashes");
  expect(ask?.response_format).toBeDefined();
});

test("of routes that differ in the case of letters alone the model's own one is taken", async () => {
  const routes = [{ name: "Sales" }, { name: "sales" }];
  const { outputs } = await byModel({ words: ['{"route": "sales"}'] }, { routes });
  expect(outputs).toMatchObject({ route: "sales" });
});

test("a model that names no route leads to otherwise; one that does not answer fails the step", async () => {
  const { outputs } = await byModel({ words: ['{"route": "sales"}'] });
  expect(outputs).toMatchObject({ route: "otherwise", reason: expect.stringMatching(/named none of the routes/) });
  await expect(byModel({ status: 503, message: "full" })).rejects.toMatchObject({ code: "provider_busy" });
});

test.skipIf(!(await haveTestWeights()))("the model on board chooses one of the routes", async () => {
  await using models = testModels({ mode: "all" });
  const config = { by: "model", routes: [{ name: "weather", description: "About the weather" }] };
  const ran = await runNode(router, { config, inputs: { value: "Will it rain today?" }, services: { models } });
  expect(["weather", "otherwise"]).toContain(ran.outputs.route);
});

test.each([
  [[{ name: "a" }, { name: "a" }], /one name/],
  [[{ name: "reason" }], /Another output/],
])("%j is refused", async (bad, userMessage) => {
  const run = runNode(router, { config: { routes: bad }, inputs: { value: "x" } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", userMessage });
});

test("the example of the docs", async () => {
  await runExample(router);
});
