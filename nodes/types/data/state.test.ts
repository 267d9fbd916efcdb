import { expect, test } from "vitest";
import { applyChange } from "../../../lib/state/apply-change.ts";
import type { Json } from "../../../lib/values/json.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import type { Services } from "../../define.ts";
import { state } from "./state.ts";

/** A store in memory; the real one has tests of its own (tests/state). */
function stateIn(entries: Map<string, { value: Json; version: number }>): Pick<Services, "state"> {
  const none = { value: null, version: 0 };
  return {
    state: {
      get: async ({ store, key }) => ({
        ...(entries.get(`${store}/${key}`) ?? none),
        found: entries.has(`${store}/${key}`),
      }),
      change: async ({ store, key }, change) => {
        const before = entries.get(`${store}/${key}`);
        const { value, version } = before ?? none;
        const after = { value: applyChange(value, change), version: version + 1 };
        entries.set(`${store}/${key}`, after);
        return { ...after, found: before !== undefined };
      },
    },
  };
}

const run = (
  entries: Map<string, { value: Json; version: number }>,
  config: object,
  inputs: Record<string, Json> = {},
) => runNode(state, { config: { store: "s", key: "k", ...config }, inputs, services: stateIn(entries) });

test("what was set is got by a later run", async () => {
  const entries = new Map();
  expect((await run(entries, {})).outputs).toEqual({ value: null, found: false, version: 0 });
  await run(entries, { operation: "set" }, { value: { name: "Ada" } });
  expect((await run(entries, {})).outputs).toEqual({ value: { name: "Ada" }, found: true, version: 1 });
});

test("a mean has its vector at an output of its own", async () => {
  const entries = new Map();
  const config = { operation: "mean", halfLifeSeconds: 0 };
  await run(entries, config, { value: [1, 0], time: "2027-01-01" });
  const { outputs } = await run(entries, config, { value: [0, 1], weight: 3, time: "2027-01-02" });
  expect(outputs.vector).toEqual([0.25, 0.75]);
  expect(outputs.value).toEqual({ mean: [0.25, 0.75], weight: 4, at: "2027-01-02T00:00:00.000Z" });
});

test("settings and inputs that do not fit are refused with what to do", async () => {
  const entries = new Map();
  await expect(run(entries, { store: "" })).rejects.toMatchObject({ userMessage: /No store is named/ });
  await expect(run(entries, { store: "a/b" })).rejects.toMatchObject({ code: "bad_input" });
  await expect(run(entries, { key: " " })).rejects.toMatchObject({ userMessage: /The key is empty/ });
  await expect(run(entries, { key: "{{ k }}" }, { k: "x".repeat(257) })).rejects.toMatchObject({
    userMessage: /up to 256/,
  });
  await expect(run(entries, { operation: "set" })).rejects.toMatchObject({ userMessage: /The operation set needs it/ });
  await expect(run(entries, { operation: "mean" }, { value: [1], time: "soon" })).rejects.toMatchObject({
    userMessage: /“soon” is not a date/,
  });
  await expect(run(entries, { operation: "mean" }, { value: [1], weight: 0 })).rejects.toMatchObject({
    userMessage: /more than 0/,
  });
  await expect(run(entries, { operation: "mean" }, { value: [1], weight: 1e308 })).rejects.toMatchObject({
    userMessage: /1,000,000 at most/,
  });
  expect(entries.size).toBe(0);
});

test("a key that was cut within a character is one that can be stored", async () => {
  const entries = new Map();
  await run(entries, { key: "{{ k }}", operation: "set" }, { k: "a\ud83d", value: 1 });
  expect([...entries.keys()]).toEqual(["s/a\ufffd"]);
});

test("the example of the docs", async () => {
  await runExample(state, { services: stateIn(new Map([["visits/user-ada", { value: 2, version: 2 }]])) });
});
