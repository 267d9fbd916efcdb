import { describe, expect, test } from "vitest";
import { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { map } from "./map.ts";

const text = { name: "text", kind: "text" } as const;
const pipeline = PipelineRef.parse({
  id: "p",
  name: "Shout",
  inputs: [text, { name: "tail", kind: "text", optional: true, default: "!" }],
  outputs: [{ name: "loud", kind: "text" }],
});
const shout = async ({ text, tail }: Values) => ({ loud: `${text}${tail}`.toUpperCase() });

const over = (items: Json, config: object = {}, call: object = { runBody: shout }, more: Values = {}) =>
  runNode(map, { config: { pipeline: { ...pipeline }, ...config }, inputs: { items, ...more }, call });

describe("map", () => {
  test("gives each item to the chosen input, the same values to the others, and defaults where nothing is connected", async () => {
    expect((await over(["a", "b"])).outputs).toEqual({ results: ["A!", "B!"], errors: [], count: 2 });
    expect((await over([1, { x: 1 }], {}, { runBody: shout }, { tail: "?" })).outputs.results).toEqual([
      "1?",
      '{\n  "X": 1\n}?',
    ]);
    const swapped = await over(["?"], { itemInput: "tail" }, { runBody: shout }, { text: "a" });
    expect(swapped.outputs.results).toEqual(["A?"]);
    expect((await over([])).outputs).toEqual({ results: [], errors: [], count: 0 });
  });

  test("gives an object for each item when its pipeline has several outputs", async () => {
    const two = { ...pipeline, outputs: [...pipeline.outputs, { name: "length", kind: "number" }] };
    const { outputs } = await over(["a"], { pipeline: two }, { runBody: async () => ({ loud: "A", length: 1 }) });
    expect(outputs.results).toEqual([{ loud: "A", length: 1 }]);
  });

  test("keeps the order of items whatever the order of answers", async () => {
    const runBody = async (values: Values, index: number) => {
      await new Promise((resolve) => setTimeout(resolve, index % 2 ? 1 : 15));
      return await shout(values);
    };
    expect((await over(["a", "b", "c", "d"], { concurrency: 2 }, { runBody })).outputs.results).toEqual([
      "A!",
      "B!",
      "C!",
      "D!",
    ]);
  });

  test.each([
    [{ a: 1 }, /not an object with a\. /],
    ["words", /not the text “words”\. /],
    [7, /not the number “7”\. /],
  ])("refuses what is no list: %j", async (items, words) => {
    await expect(over(items)).rejects.toMatchObject({ code: "bad_input", userMessage: words });
  });

  test("without a pipeline, or with one that takes nothing, says what to do", async () => {
    await expect(over([], { pipeline: null })).rejects.toMatchObject({ userMessage: /Choose the one/ });
    await expect(over([], { pipeline: { ...pipeline, inputs: [] } })).rejects.toMatchObject({
      userMessage: /no input for the items/,
    });
  });

  test("cuts a long list for runs of their own and puts together what they give", async () => {
    const asked: unknown[] = [];
    const children = async (ask: { inputs: Values[] }) => {
      asked.push(ask);
      const part = (index: number, error?: object) => ({
        output: { results: [`${index}`, null], errors: error ? [error] : [] },
      });
      return new Map<number, object>([
        [0, part(0)],
        [1, part(1, { index: 1, code: "bad_input", message: "no" })],
        [2, { error: { code: "timeout", message: "late" } }],
      ]);
    };
    const items = ["a", "b", "c", "d", "e"];
    const config = { spread: 5, batch: 2, onItemError: "skip" };
    const lists: unknown[] = [];
    const isSplit = async (list: object) => {
      lists.push(list);
      return true;
    };
    const { outputs } = await over(items, config, { isSplit, children }, { tail: "?" });
    expect(lists).toEqual([{ items: 5, perChild: 2 }]);
    expect(asked).toEqual([
      {
        inputs: [
          { items: ["a", "b"], tail: "?" },
          { items: ["c", "d"], tail: "?" },
          { items: ["e"], tail: "?" },
        ],
        config: { spread: 0 },
        stopAtFailure: false,
      },
    ]);
    expect(outputs).toEqual({
      results: ["0", null, "1", null, null],
      errors: [
        { index: 3, code: "bad_input", message: "no" },
        { index: 4, code: "timeout", message: "late" },
      ],
      count: 5,
    });
    await expect(over(items, { ...config, onItemError: "fail" }, { isSplit, children })).rejects.toMatchObject({
      code: "timeout",
      userMessage: "Items 5 to 5 of 5: late",
    });
  });

  test("runs a long list itself where child runs gain nothing, and asks about no shorter one", async () => {
    const isSplit = async () => false;
    const here = await over(["a", "b"], { spread: 2 }, { isSplit, runBody: shout });
    expect(here.outputs).toEqual({ results: ["A!", "B!"], errors: [], count: 2 });
    expect((await over(["a"], { spread: 2 })).outputs.count).toBe(1);
    expect((await over(["a", "b"], { spread: 0 })).outputs.count).toBe(2);
  });
});

test("the example of the docs", async () => {
  await runExample(map, { call: { runBody: async ({ text }) => ({ loud: String(text).toUpperCase() }) } });
});
