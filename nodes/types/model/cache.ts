import { z } from "zod";
import type { PipelineRef } from "../../../lib/graph/pipeline-ref.ts";
import type { Values } from "../../../lib/run.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { type CacheAsk, type Call, defineNode, port, type Services } from "../../define.ts";
import { findOrWait } from "../../models/find-or-wait.ts";
import { bodyInput, chosenPipeline, pipelineSetting } from "../logic/body.ts";

const fixedOutputs = {
  hit: port("boolean", { title: "Hit", description: "True when the answer was kept and nothing was run." }),
  about: port("json", {
    title: "About the hit",
    description: "What it was found by, its distance and age, and what the answer had cost.",
  }),
};

export const cache = defineNode({
  type: "cache",
  version: 1,
  title: "Cache",
  summary: "Keeps the answers of the pipeline inside it, and gives them again for the same or a similar question.",
  category: "model",
  effect: "costly",
  icon: "database",
  keywords: ["remember", "save", "cost", "semantic", "reuse", "ttl", "memoise"],
  subtitle: "cache",
  body: "pipeline",
  config: z.object({
    pipeline: pipelineSetting("What is asked on a miss, such as a prompt and a model. On a hit it does not run."),
    cache: z
      .string()
      .trim()
      .min(1, "Give the cache a name.")
      .max(100)
      .default("answers")
      .meta({ title: "Name of the cache", description: "Nodes with the same name and body share answers." }),
    match: z.enum(["the same", "a similar meaning"]).default("the same").meta({
      title: "What counts as a hit",
      description: "Similar: the first text is compared by meaning, in English; all else has to be the same.",
      widget: "select",
    }),
    maxDistance: z
      .number()
      .min(0)
      .max(1)
      .default(0.15)
      .meta({
        title: "Greatest distance",
        description: "0 is the same meaning, 1 has nothing in common. What is farther away is a miss.",
        widget: "slider",
        usedWhen: { setting: "match", is: ["a similar meaning"] },
      }),
    ttlHours: z.number().positive().max(87_600).nullable().default(24).meta({
      title: "Hours to keep",
      description: "An older answer is made again. Empty: without end.",
      widget: "number",
      empty: "Without end",
    }),
  }),
  inputs: {},
  outputs: fixedOutputs,
  derived: [
    { from: "fields", side: "inputs", setting: "pipeline.inputs" },
    { from: "fields", side: "outputs", setting: "pipeline.outputs" },
  ],
  docs: {
    about:
      "The Cache node keeps the answers of the pipeline inside it, and gives them again for the same or a similar question. The inputs and outputs of that pipeline are the ports of the node. The same means: the same body with its settings, and the same inputs. With “a similar meaning”, the first text is compared with the embedding model on board, and “Greatest distance” says what still counts; “About the hit” shows the distance. An answer that a model has not given whole, because it was cut, filtered, refused or broken off, is not given again. On a hit the body does not run, and what its answer had cost is counted as saved. Of many steps that ask the same at one time, one runs the body, and the others wait for its answer. Answers belong to the workspace, and are kept for the hours you choose.",
    example: {
      summary: "A question that was answered before is answered from the cache.",
      config: {
        pipeline: {
          id: "ask",
          name: "Ask",
          inputs: [{ name: "prompt", kind: "text" }],
          outputs: [{ name: "reply", kind: "text" }],
        },
      },
      inputs: { prompt: "What is the capital of France?" },
      given: "An earlier run had asked the same, and its answer “Paris” had cost 0.002 dollars.",
      outputs: {
        reply: "Paris",
        hit: true,
        about: { text: "What is the capital of France?", distance: 0, savedUsd: 0.002 },
      },
    },
  },
  build: ({ config, nodeId, services }) => {
    const ref = chosenPipeline(config.pipeline, nodeId);
    return async (_inputs, call) => {
      const input = bodyInput(ref, call.values);
      const ask = await askOf({ ...config, ref, input }, services, call);
      const found = await findOrWait(ask, services, call);
      if (found.kind === "hit") {
        const { output, text, distance, ageSeconds, savedUsd } = found;
        const about = {
          text,
          distance,
          ageSeconds: Math.round(ageSeconds),
          ...(savedUsd === null ? {} : { savedUsd }),
        };
        return { ...output, hit: true, about };
      }
      try {
        const output = await call.runBody(input);
        await services.cache.keep(ask, output, call);
        return { ...output, hit: false, about: {} };
      } catch (thrown) {
        // A step that goes on in another tenure, or is stopped, keeps its leave until its time is over.
        if (!call.signal.aborted) await services.cache.drop(ask, call).catch(() => undefined);
        throw thrown;
      }
    };
  },
});

type Asking = {
  ref: PipelineRef;
  input: Values;
  cache: string;
  match: "the same" | "a similar meaning";
  maxDistance: number;
  ttlHours: number | null;
};

async function askOf(asking: Asking, { models }: Services, { signal }: Call): Promise<CacheAsk> {
  const { ref, input, cache, match, maxDistance, ttlHours } = asking;
  const name = ref.inputs.find(({ kind }) => kind === "text")?.name;
  const said = name === undefined ? undefined : input[name];
  const isNear = match === "a similar meaning" && typeof said === "string" && said.trim() !== "";
  const rest = isNear ? Object.entries(input).filter(([key]) => key !== name) : Object.entries(input);
  const body = ref.snapshotId ?? ref.graph ?? ref.id ?? "";
  const scope = stringifyJson([body, rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
  const text = typeof said === "string" ? said : "";
  const ttlSeconds = ttlHours === null ? null : ttlHours * 3600;
  if (!isNear) return { cache, scope, text, ttlSeconds };
  const [embedding = []] = await models.embed([text], signal, "question");
  return { cache, scope, text, ttlSeconds, near: { embedding, maxDistance } };
}
