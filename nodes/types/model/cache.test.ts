import { expect, test } from "vitest";
import type { Values } from "../../../lib/run.ts";
import { testModels } from "../../../tests/helpers/models.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import type { CacheAsk, Services } from "../../define.ts";
import { cache } from "./cache.ts";

const ref = {
  id: "ask",
  name: "Ask",
  inputs: [
    { name: "prompt", kind: "text" },
    { name: "style", kind: "text", optional: true },
  ],
  outputs: [{ name: "reply", kind: "text" }],
};

/** A cache in memory that knows the same only; the real one has tests of its own (tests/state). */
function cacheIn(kept: Map<string, Values>, asks: CacheAsk[] = []): Pick<Services, "cache"> {
  const keyOf = ({ cache: name, scope, text }: CacheAsk) => JSON.stringify([name, scope, text]);
  return {
    cache: {
      async find(ask) {
        asks.push(ask);
        const output = kept.get(keyOf(ask));
        return output
          ? { kind: "hit", output, text: ask.text, distance: 0, ageSeconds: 1, savedUsd: 0.002 }
          : { kind: "make" };
      },
      keep: async (ask, output) => void kept.set(keyOf(ask), output),
      drop: async (ask) => void kept.delete(keyOf(ask)),
    },
  };
}

test("the body runs for a question that is new, and not for the same one again", async () => {
  const kept = new Map<string, Values>();
  const bodies: Values[] = [];
  const ask = async (inputs: Values, config: object = {}) =>
    (
      await runNode(cache, {
        config: { pipeline: ref, ...config },
        inputs,
        services: cacheIn(kept),
        call: {
          runBody: async (given) => {
            bodies.push(given);
            return { reply: `answer ${bodies.length}` };
          },
        },
      })
    ).outputs;
  expect(await ask({ prompt: "a" })).toEqual({ reply: "answer 1", hit: false, about: {} });
  expect(await ask({ prompt: "a" })).toMatchObject({ reply: "answer 1", hit: true, about: { distance: 0 } });
  expect(await ask({ prompt: "a", style: "short" })).toMatchObject({ reply: "answer 2", hit: false });
  expect(await ask({ prompt: "a" }, { cache: "other" })).toMatchObject({ reply: "answer 3", hit: false });
  expect(await ask({ prompt: "a" }, { pipeline: { ...ref, snapshotId: "new" } })).toMatchObject({ hit: false });
  expect(bodies).toHaveLength(4);
});

test("a body that fails keeps nothing", async () => {
  const kept = new Map<string, Values>();
  const run = runNode(cache, {
    config: { pipeline: ref },
    inputs: { prompt: "a" },
    services: cacheIn(kept),
    call: { runBody: async () => Promise.reject(new Error("no")) },
  });
  await expect(run).rejects.toThrow("no");
  expect(kept.size).toBe(0);
});

test("by meaning, only the first text is compared, and all else has to be the same", async () => {
  await using models = testModels();
  const asks: CacheAsk[] = [];
  const ask = (inputs: Values) =>
    runNode(cache, {
      config: { pipeline: ref, match: "a similar meaning", maxDistance: 0.3 },
      inputs,
      services: { ...cacheIn(new Map(), asks), models },
      call: { runBody: async () => ({ reply: "x" }) },
    });
  await ask({ prompt: "How do I reset my password?" });
  await ask({ prompt: "I forgot my password" });
  await ask({ prompt: "I forgot my password", style: "short" });
  expect(asks[0]?.scope).toBe(asks[1]?.scope);
  expect(asks[2]?.scope).not.toBe(asks[1]?.scope);
  expect(asks[0]?.near).toEqual({ embedding: expect.any(Array), maxDistance: 0.3 });
});

test("the example of the docs", async () => {
  const services = cacheIn(new Map());
  const find: Services["cache"]["find"] = async ({ text }) => ({
    ...{ kind: "hit" as const, output: { reply: "Paris" }, text, distance: 0, ageSeconds: 60, savedUsd: 0.002 },
  });
  await runExample(cache, { services: { cache: { ...services.cache, find } }, unlike: ["ageSeconds"] });
});
