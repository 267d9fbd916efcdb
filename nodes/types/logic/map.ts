import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import type { Field } from "../../../lib/node-types/manifest.ts";
import { chosenField } from "../../../lib/ports/node-ports.ts";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type Call, defineNode, port } from "../../define.ts";
import { bodyInput, chosenPipeline, nameOfBody, pipelineSetting } from "./body.ts";
import { childLength, mapInChildren } from "./map-in-children.ts";
import { type ItemError, itemFailed, listOf } from "./map-items.ts";

export const map = defineNode({
  type: "map",
  version: 1,
  title: "Map",
  summary:
    "Runs a pipeline or its own body once for each item of a list, several at a time. The results keep their order.",
  category: "logic",
  effect: "pure",
  icon: "list-checks",
  keywords: ["for each", "foreach", "loop", "each", "list", "batch", "parallel", "iterate"],
  body: "pipeline",
  config: z.object({
    pipeline: pipelineSetting("It runs once for each item."),
    itemInput: z.string().max(64).default("").meta({
      title: "Item input",
      description: "The pipeline's input that takes the item; the first one if none is named. The others become ports.",
      widget: "pipeline-input",
    }),
    concurrency: z.number().int().min(1).max(100).default(8).meta({
      title: "Parallel items",
      description: "How many items are in progress at the same time.",
    }),
    onItemError: z.enum(["fail", "skip"]).default("fail").meta({
      title: "When an item fails",
      description: "fail ends the step; skip continues, returns null for that item, and lists it under “Errors”.",
      widget: "select",
    }),
    spread: z.number().int().min(0).max(100_000).default(200).meta({
      title: "Child runs from",
      description:
        "A list with at least this many items may be split into child runs, which all workers share. 0: never.",
    }),
    batch: z.number().int().min(1).max(1000).default(25).meta({
      title: "Items per child run",
      description: "How many items of a long list one child run takes.",
    }),
  }),
  inputs: { items: port("json", { title: "Items", description: "A list of up to 100,000 items." }) },
  outputs: {
    results: port("json", { title: "Results", description: "One result for each item, in the order of the list." }),
    errors: port("json", {
      title: "Errors",
      description: "The items that failed, each with its index, counted from 0.",
    }),
    count: port("number", { title: "Count", description: "The number of items." }),
  },
  derived: [{ from: "fields", side: "inputs", setting: "pipeline.inputs", except: "itemInput" }],
  docs: {
    about:
      "The Map node runs another pipeline, or a body that is made inside the node, once for each item of a list, several at a time, and returns the results in the order of the list. Choose the pipeline, or “Create body here”, and which of its inputs takes the item; its other inputs become ports of the Map node and are the same for every item. A pipeline with one output returns that value for each item, one with several outputs returns an object. “When an item fails”, the step fails, or skips the item: then its result is null and “Errors” lists it with its index, counted from 0. A list may have up to 100,000 items. A list of at least 200 items (the setting “Child runs from”) is split into child runs of 25 items each, which all workers share, when its pipeline waits for something (a model, another system, a person, the clock), or when other workers are there and the list is expected to be done sooner that way; they are shown under their parent. The example “Reviews to a table” has a Map node: it judges many reviews one by one and makes a table of the results.",
    example: {
      summary: "Each item goes to the input “text” of a pipeline, and its one output becomes a result.",
      config: {
        pipeline: {
          id: "shout",
          name: "Shout",
          inputs: [{ name: "text", kind: "text" }],
          outputs: [{ name: "loud", kind: "text" }],
        },
      },
      inputs: { items: ["one", "two"] },
      given: "The pipeline “Shout” returns its text in capitals.",
      outputs: { results: ["ONE", "TWO"], errors: [], count: 2 },
    },
  },
  build: ({ config, nodeId }) => {
    const ref = chosenPipeline(config.pipeline, nodeId);
    const field = chosenField(ref.inputs, config.itemInput);
    if (!field) {
      const words = `${nameOfBody(ref)} has no input for the items. Give it an Input node with a field.`;
      throw new PatchbayError("bad_input", words, { nodeId });
    }
    return async ({ items }, call) => {
      const list = listOf(items);
      const isLong = config.spread > 0 && list.length >= config.spread;
      const isSpread = isLong && (await call.isSplit({ items: list.length, perChild: childLength(list, config) }));
      const { results, errors } = isSpread
        ? await mapInChildren(list, { ...config, shared: sharedInputs(ref, field, call.values) }, call)
        : await mapHere(list, { ...config, ref, field }, call);
      return { results, errors, count: list.length };
    };
  },
});

type Here = { concurrency: number; onItemError: "fail" | "skip"; ref: PipelineRef; field: Field };

async function mapHere(items: readonly Json[], { concurrency, onItemError, ref, field }: Here, call: Call) {
  const results: Json[] = new Array(items.length).fill(null);
  const errors: ItemError[] = [];
  let next = 0;

  async function runItem(index: number): Promise<void> {
    try {
      const input = bodyInput(ref, { ...call.values, [field.name]: items[index] ?? null });
      results[index] = resultOf(ref, await call.runBody(input, index));
    } catch (thrown) {
      const error = itemFailed(thrown, index, items.length);
      if (onItemError === "fail") throw error.thrown;
      errors.push(error.kept);
    }
  }

  async function lane(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) await runItem(index);
  }

  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, lane));
  return { results, errors: errors.sort((a, b) => a.index - b.index) };
}

/** The value of a body with one output, else all of them by name. */
function resultOf({ outputs }: PipelineRef, values: Values): Json {
  const [only, ...more] = outputs;
  if (only && more.length === 0) return values[only.name] ?? null;
  return values;
}

function sharedInputs({ inputs }: PipelineRef, item: Field, values: Values): Values {
  const names = inputs.flatMap(({ name }) => (name === item.name || values[name] === undefined ? [] : [name]));
  return Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
}
