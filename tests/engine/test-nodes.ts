/** Node types whose behaviour a test can see. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { defineNode, port, type Services } from "../../nodes/define.ts";

/** Waits `ms` unless it is stopped, then passes its text on. */
export const nap = defineNode({
  type: "nap",
  version: 1,
  title: "Nap",
  summary: "Waits.",
  category: "logic",
  effect: "costly",
  icon: "box",
  config: z.object({ ms: z.number().default(50) }),
  inputs: { text: port("text", { optional: true }) },
  outputs: { text: port("text") },
  build:
    ({ config, nodeId }) =>
    async ({ text }, call) => {
      call.onToken("z");
      await sleep(config.ms, undefined, { signal: call.signal });
      call.onToken("zz");
      call.onUsage({ tokensIn: 2, tokensOut: 3, costUsd: 0.25, tokensPriced: 5, model: "bed" });
      return { text: text ?? nodeId };
    },
});

/** POSTs its idempotency key to `url`, as an external effect. */
export const post = defineNode({
  type: "post",
  version: 1,
  title: "Post",
  summary: "Posts its key.",
  category: "output",
  effect: "effect",
  keyed: true,
  icon: "box",
  config: z.object({ url: z.string().default("") }),
  inputs: { text: port("text", { optional: true }) },
  outputs: { answer: port("text") },
  build:
    ({ config }) =>
    async (_inputs, call) => {
      const answer = await fetch(config.url, { method: "POST", body: call.idempotencyKey, signal: call.signal });
      return { answer: await answer.text() };
    },
});

/** The same to an external system that takes no keys. */
export const shout = { ...post, type: "shout", title: "Shout", keyed: false };

/** How often flaky nodes have failed, harness by harness: a worker may well build a node more than once. */
const failures = new WeakMap<Services, Map<string, number>>();

/** Fails its first `times` calls in this harness. */
export const flaky = defineNode({
  type: "flaky",
  version: 1,
  title: "Flaky",
  summary: "Fails at first.",
  category: "logic",
  effect: "pure",
  icon: "box",
  config: z.object({ times: z.number().default(1), key: z.string().default(""), code: z.string().default("") }),
  inputs: { text: port("text", { optional: true }) },
  outputs: { text: port("text") },
  build: ({ config, nodeId, services }) => {
    const counts = failures.get(services) ?? new Map<string, number>();
    failures.set(services, counts);
    const name = JSON.stringify([nodeId, config]);
    return () => {
      const failed = counts.get(name) ?? 0;
      if (failed >= config.times) return { text: `after ${config.times} failures` };
      counts.set(name, failed + 1);
      if (config.code === "busy") throw new PatchbayError("provider_busy", "The provider is busy.");
      throw new Error("not yet");
    };
  },
});

/** Gives a text of `length` characters. */
export const bulk = defineNode({
  type: "bulk",
  version: 1,
  title: "Bulk",
  summary: "Much text.",
  category: "data",
  effect: "pure",
  icon: "box",
  config: z.object({ length: z.number().default(100_000), character: z.string().default("x") }),
  inputs: { text: port("text", { optional: true }) },
  outputs: { text: port("text") },
  build:
    ({ config }) =>
    () => ({ text: config.character.repeat(config.length) }),
});
