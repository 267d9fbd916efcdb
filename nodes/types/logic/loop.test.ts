import { expect, test } from "vitest";
import { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import type { Values } from "../../../lib/run.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { loop } from "./loop.ts";

const number = (name: string) => ({ name, kind: "number" }) as const;
const pipeline = { ...PipelineRef.parse({ id: "p", inputs: [number("n"), number("step")], outputs: [number("n")] }) };
const add = async ({ n, step }: Values) => ({ n: Number(n) + Number(step) });
const run = (config: object) =>
  runNode(loop, { config: { pipeline, ...config }, inputs: { n: 0, step: 3 }, call: { runBody: add } });

test("a loop feeds outputs into the inputs of their names and keeps the others", async () => {
  expect((await run({ until: "n > 7" })).outputs).toEqual({ n: 9, rounds: 3, reached: true });
});

test("a loop ends at its cap and says so; without a condition the cap is its length", async () => {
  expect((await run({ until: "n > 100", max: 4 })).outputs).toEqual({ n: 12, rounds: 4, reached: false });
  expect((await run({ max: 2 })).outputs).toEqual({ n: 6, rounds: 2, reached: false });
});

test("a condition that is wrong says where", async () => {
  await expect(run({ until: "n >" })).rejects.toMatchObject({ code: "bad_input" });
});

test("the example of the docs", async () => {
  await runExample(loop, { call: { runBody: add } });
});
