/** Node types whose doings can be counted from outside. The text that flows through a run names it. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { defineNode, type NodeType, port } from "../../nodes/define.ts";
import { nodeTypes } from "../../nodes/index.ts";

const text = { inputs: { text: port("text") }, outputs: { text: port("text") } };

/** Stands for a model call: takes a while and costs something. */
const nap = defineNode({
  ...{ type: "chaos-nap", version: 1, title: "Nap", summary: "Waits.", category: "logic", icon: "box" },
  effect: "costly",
  config: z.object({ ms: z.number().default(50) }),
  ...text,
  build:
    ({ config }) =>
    async ({ text }, { signal }) => {
      await sleep(config.ms, undefined, { signal });
      return { text };
    },
});

const effectConfig = z.object({
  url: z.string().default(""),
  name: z.string().default(""),
  append: z.string().default(""),
});

/** Has an external effect under its idempotency key. A failure is retried with that key. */
const keyed = defineNode({
  ...{ type: "chaos-keyed", version: 1, title: "Effect", summary: "Does a thing.", category: "output", icon: "box" },
  effect: "effect",
  keyed: true,
  config: effectConfig,
  ...text,
  // With something at `after`, it is done only when that is there.
  inputs: { ...text.inputs, after: port("any", { optional: true }) },
  build:
    ({ config, nodeId }) =>
    async ({ text }, { signal, idempotencyKey }) => {
      await post(config.url, { label: `${text}#${config.name || nodeId}`, key: idempotencyKey, signal });
      return { text: `${text}${config.append}` };
    },
});

/** Has an external effect without a key. When the response does not arrive, the result is unknown. */
const unkeyed = defineNode({
  ...{ type: "chaos-unkeyed", version: 1, title: "Bare effect", summary: "Does it.", category: "output", icon: "box" },
  effect: "effect",
  config: effectConfig,
  ...text,
  build:
    ({ config, nodeId }) =>
    async ({ text }, { signal }) => {
      await post(config.url, { label: `${text}#${config.name || nodeId}`, key: null, signal }).catch((cause) => {
        if (cause instanceof PatchbayError) throw cause;
        throw new PatchbayError("in_doubt", "The answer did not come.", { cause });
      });
      return { text: `${text}${config.append}` };
    },
});

/** The items of a map: as many texts as asked for, each with its own name. */
const items = defineNode({
  ...{ type: "chaos-items", version: 1, title: "Items", summary: "Makes a list.", category: "data", icon: "box" },
  effect: "pure",
  config: z.object({ count: z.number().default(5) }),
  inputs: { text: port("text") },
  outputs: { items: port("json") },
  build:
    ({ config }) =>
    ({ text }) => ({ items: Array.from({ length: config.count }, (_, index) => `${text}/${index}`) }),
});

export const chaosNodeTypes: readonly NodeType[] = [...nodeTypes, nap, keyed, unkeyed, items];

async function post(url: string, { signal, ...body }: { label: string; key: string | null; signal: AbortSignal }) {
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(body), signal });
  await answer.text();
  if (answer.status === 503) throw new PatchbayError("provider_busy", "Come back later.", { retryAfterMs: 50 });
}
