import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { meanOf } from "../../../lib/state/decayed-mean.ts";
import { type StateChange, stateLimits, storeNamePattern } from "../../../lib/state/state-change.ts";
import type { Json } from "../../../lib/values/json.ts";
import { readTime } from "../../../lib/values/written/read-time.ts";
import { type Call, defineNode, port } from "../../define.ts";
import { renderTemplate } from "../../liquid/liquid.ts";

/** Sums of greater ones would soon have no digits left for others. */
const mostWeight = 1_000_000;
const operations = ["get", "set", "merge", "increment", "append", "mean", "delete"] as const;
const config = z.object({
  store: z
    .string()
    .max(64)
    .refine((name) => name === "" || storeNamePattern.test(name), "Use letters, digits, and . _ - after the first one.")
    .default("")
    .meta({
      title: "Store",
      description: "A name such as profiles. The first change makes the store; all of them are listed under Stores.",
      needed: { say: "Name a store, such as profiles." },
    }),
  key: z
    .string()
    .max(2000)
    .default("{{ key }}")
    .meta({
      title: "Key",
      description: "Liquid: {{ name }} becomes a port. Such as user-{{ user }}.",
      widget: "template",
      expression: { language: "liquid", reads: "inputs" },
    }),
  operation: z.enum(operations).default("get").meta({
    title: "Operation",
    description:
      "get reads · set replaces · merge changes fields of an object · increment adds to a number · append adds to a list · mean takes a vector into a decayed mean · delete removes",
    widget: "select",
  }),
  ttlSeconds: z
    .number()
    .min(0)
    .max(10 * 366 * 86_400)
    .default(0)
    .meta({
      title: "Keep for (seconds)",
      description: "Counted from the last change; 0 keeps the value for good.",
      usedWhen: { setting: "operation", is: ["set", "merge", "increment", "append", "mean"] },
    }),
  limit: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .meta({
      title: "Longest list",
      description: "The oldest items beyond so many go away.",
      usedWhen: { setting: "operation", is: ["append"] },
    }),
  halfLifeSeconds: z
    .number()
    .min(0)
    .max(100 * 366 * 86_400)
    .default(604_800)
    .meta({
      title: "Half-life (seconds)",
      description: "A vector counts half as much after this time; 604800 is a week. 0: all count the same.",
      usedWhen: { setting: "operation", is: ["mean"] },
    }),
  weight: z
    .number()
    .positive()
    .max(mostWeight)
    .default(1)
    .meta({
      title: "Weight",
      description: "How much this vector counts, where no weight is connected.",
      usedWhen: { setting: "operation", is: ["mean"] },
    }),
});

export const state = defineNode({
  type: "state",
  version: 1,
  title: "State",
  summary:
    "Keeps values between runs, in a named store: reads, replaces, counts, collects. A repeated attempt changes nothing twice.",
  category: "data",
  effect: "effect",
  keyed: true,
  icon: "variable",
  keywords: ["store", "key", "value", "memory", "counter", "profile", "remember", "cache", "kv", "redis"],
  subtitle: "store",
  config,
  inputs: {
    value: port("any", {
      title: "Value",
      description: "What is set, merged, added or appended. Increment adds 1 when nothing is connected.",
      optional: true,
      usedWhen: { setting: "operation", is: ["set", "merge", "increment", "append", "mean"] },
    }),
    weight: port("number", {
      title: "Weight",
      description: "Used in place of the setting.",
      optional: true,
      usedWhen: { setting: "operation", is: ["mean"] },
    }),
    time: port("text", {
      title: "Time",
      description: "When the vector is from, such as 2027-01-31T09:00:00Z. Now when nothing is connected.",
      optional: true,
      usedWhen: { setting: "operation", is: ["mean"] },
    }),
  },
  outputs: {
    value: port("any", { title: "Value", description: "What the store has under the key now; null when nothing." }),
    vector: port("json", {
      title: "Vector",
      description: "The vector of a mean. Taken only when there is one.",
      usedWhen: { setting: "operation", is: ["get", "mean"] },
    }),
    found: port("boolean", { title: "Found", description: "Whether there was something under the key before." }),
    version: port("number", { title: "Version", description: "How often it was changed; 1 is the first value." }),
  },
  derived: [{ from: "template", side: "inputs", setting: "key", kind: "any" }],
  docs: {
    about:
      "The State node keeps values between runs. It reads and changes one entry of a store, which is named in the settings and belongs to the workspace; the key is a Liquid template, so that each user or item can have an entry. The operations are get, set, merge (fields of an object at any depth; a field that is null goes away), increment, append (a list that keeps its last items), mean and delete. The operation mean takes a vector into a mean in which older vectors count less: half after each half-life. Several runs may change one entry at a time, and no change is lost. A step that is attempted again after its worker stopped changes nothing a second time. An entry can be kept for a limited time after its last change. The page Stores shows what is kept, and `GET /api/v1/stores/{name}/{key}` returns an entry.",
    example: {
      summary: "A counter for each user.",
      config: { store: "visits", key: "user-{{ user }}", operation: "increment" },
      inputs: { user: "ada" },
      given: "The store has 2 under user-ada, which was changed twice.",
      outputs: { value: 3, found: true, version: 3 },
    },
  },
  build:
    ({ config, nodeId, services }) =>
    async ({ value, weight, time }, call) => {
      const { store, ttlSeconds } = config;
      if (store === "") throw unnamed(nodeId);
      const address = { store, key: await keyOf(config.key, call) };
      const { signal, idempotencyKey, runId } = call;
      const change =
        config.operation === "get"
          ? undefined
          : changeOf(config, { value, weight: weight === undefined ? undefined : Number(weight), time });
      const outcome = change
        ? await services.state.change(address, change, {
            ...{ idempotencyKey, runId, signal },
            ttlSeconds: ttlSeconds === 0 ? null : ttlSeconds,
          })
        : await services.state.get(address, signal);
      const vector = meanOf(outcome.value)?.mean;
      return { ...outcome, ...(vector ? { vector } : {}) };
    },
});

type Given = { value: Json | undefined; weight: number | undefined; time: string | undefined };

function changeOf(settings: z.infer<typeof config>, { value, weight, time }: Given): StateChange {
  const { operation, limit, halfLifeSeconds } = settings;
  if (operation === "get" || operation === "delete") return { operation: "delete" };
  if (operation === "increment") return { operation, value: value ?? 1 };
  if (value === undefined) {
    throw new PatchbayError("bad_input", `Nothing arrived at “Value”. The operation ${operation} needs it.`);
  }
  if (operation === "append") return { operation, value, limit };
  if (operation !== "mean") return { operation, value };
  const given = weight ?? settings.weight;
  if (!(given > 0 && given <= mostWeight)) {
    throw new PatchbayError("bad_input", "The weight of a vector has to be more than 0, and 1,000,000 at most.");
  }
  return { operation, value, weight: given, halfLifeSeconds, at: timeOf(time) };
}

function timeOf(time: string | undefined): number {
  const at = time === undefined ? Date.now() : readTime(time);
  if (at !== undefined) return at;
  throw new PatchbayError(
    "bad_input",
    `“${time?.slice(0, 60)}” is not a date and time. Write it as 2027-01-31T09:00:00Z.`,
  );
}

async function keyOf(template: string, call: Call): Promise<string> {
  // Half of a surrogate pair, as of a text that was cut, is stored as U+FFFD.
  const key = (await renderTemplate(template, call.values, call)).trim().toWellFormed();
  if (key !== "" && key.length <= stateLimits.keyLength && !key.includes("\0")) return key;
  const words =
    key === ""
      ? "The key is empty. Connect what “Key” in the settings names."
      : `A key has up to ${stateLimits.keyLength} characters, and no NUL; this one is “${key.slice(0, 40)}…”.`;
  throw new PatchbayError("bad_input", words);
}

function unnamed(nodeId: string): PatchbayError {
  return new PatchbayError("bad_input", "No store is named. Open the node's settings and name one.", {
    nodeId,
    issues: [{ path: "store", message: "Name a store." }],
  });
}
