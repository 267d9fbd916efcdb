import { z } from "zod";
import { Values } from "../../../lib/run.ts";
import { defineNode, port } from "../../define.ts";

/** Starts a run when one of another pipeline has ended (engine/triggers/run-ended). */
export const runEnded = defineNode({
  type: "run-ended",
  version: 1,
  title: "Run ended",
  summary: "Starts a run when a run of another pipeline has succeeded or failed.",
  category: "trigger",
  effect: "pure",
  icon: "workflow",
  keywords: ["after", "follow", "chain", "success", "failure", "error", "alert", "pipeline", "trigger"],
  role: "run-trigger",
  subtitle: "when",
  config: z.object({
    pipeline: z
      .object({ id: z.string().min(1).max(64), name: z.string().max(200).default("") })
      .nullable()
      .default(null)
      .meta({
        title: "Pipeline",
        description: "Runs of its published versions count; tries of its draft do not.",
        widget: "followed-pipeline",
      }),
    when: z.enum(["success", "failure", "success or failure"]).default("success").meta({
      title: "When",
      description: "A run that was cancelled is neither.",
      widget: "select",
    }),
    testEvent: Values.default({
      runId: "01a224f0-0000-7000-8000-000000000000",
      status: "succeeded",
      output: { answer: "Bram Stoker wrote Dracula." },
      pipeline: "Answer questions",
    }).meta({
      title: "Test event",
      description: "What the outputs hold when you run the draft from this trigger.",
      widget: "json",
    }),
  }),
  inputs: {},
  outputs: {
    runId: port("text", { title: "Run", description: "The id of the run that ended." }),
    status: port("text", { title: "Status", description: "succeeded or failed." }),
    output: port("json", { title: "Output", description: "Its output, by field; only when it succeeded." }),
    error: port("json", { title: "Error", description: "Its error, with code and message; only when it failed." }),
    pipeline: port("text", { title: "Pipeline", description: "The name of its pipeline." }),
  },
  docs: {
    about:
      "The Run ended node starts a run when a run of another pipeline has ended, once this pipeline is published and switched on. Choose the pipeline, and whether its successes, its failures or both count. Each run that ends starts exactly one run here, however many workers there are. Runs of published versions count, whatever started them; tries of the draft, parts of a Map and cancelled runs do not. Pipelines that would start each other in turn, without end, are not switched on.",
    example: {
      summary: "A run of “Import orders” failed, and its error goes into a message.",
      config: { pipeline: { id: "import-orders", name: "Import orders" }, when: "failure" },
      inputs: {
        runId: "01a224f0-0000-7000-8000-000000000000",
        status: "failed",
        error: { code: "provider_refused", message: "GET shop.example returned 403." },
        pipeline: "Import orders",
      },
      outputs: {
        runId: "01a224f0-0000-7000-8000-000000000000",
        status: "failed",
        error: { code: "provider_refused", message: "GET shop.example returned 403." },
        pipeline: "Import orders",
      },
    },
  },
  build: () => (_inputs, call) => call.values,
});
