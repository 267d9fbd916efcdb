/** One call of a pipeline as a tool: starts a run and waits for its end. */
import { getOutcome, outcomeFromNotification, withWholeOutput } from "../../engine/history/read-runs.ts";
import { waitForEnd } from "../../engine/history/wait-for-run.ts";
import { asPatchbayError } from "../../lib/errors.ts";
import { isFinished, type Values } from "../../lib/run.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import { Json } from "../../lib/values/json.ts";
import type { AppContext } from "../app-context.ts";
import { startPipelineRun } from "../pipelines/start-pipeline-run.ts";
import type { PipelineTool } from "./pipeline-tools.ts";

export type PipelineCall = {
  workspaceId: string;
  tool: PipelineTool;
  inputs: Values;
  traceparent: string | undefined;
  signal: AbortSignal;
};
type Called = { text: string; output?: { [name: string]: Json }; isError?: true };

/** As long as REST waits at most. */
const waitSeconds = 300;

export async function callPipeline(context: AppContext, call: PipelineCall): Promise<Called> {
  const { workspaceId, tool, inputs, traceparent, signal } = call;
  const { pipelineId, version } = tool;
  try {
    const ask = { workspaceId, pipelineId, version, inputs, traceparent, trigger: "api", isAwaited: true } as const;
    const { id } = await startPipelineRun(context, ask);
    const { db, watcher } = context;
    const outcome = await waitForEnd(db, { watcher, runId: id, seconds: waitSeconds, signal });
    const known = outcome && outcomeFromNotification(outcome, workspaceId);
    const run = await withWholeOutput(db, workspaceId, known || (await getOutcome(db, workspaceId, id)));
    if (!isFinished(run.status)) {
      return { text: `The run ${id} has not finished yet. GET /api/v1/runs/${id} tells how it goes.` };
    }
    if (run.status !== "succeeded") {
      return { text: run.error?.message ?? `The run ${id} ended as ${run.status}.`, isError: true };
    }
    const output = Json.parse(run.output ?? {});
    const values = isObject(output) ? output : {};
    return { text: textOf(values), output: values };
  } catch (thrown) {
    const error = asPatchbayError(thrown);
    if (error.code === "internal") context.log.error({ err: error, pipelineId }, error.message);
    return {
      text: [error.userMessage, ...(error.issues ?? []).map(({ message }) => message)].join(" "),
      isError: true,
    };
  }
}

/** Of an output with one text that text, else all of it as JSON. */
function textOf(values: { [name: string]: Json }): string {
  const [only, ...more] = Object.values(values);
  return more.length === 0 && typeof only === "string" ? only : stringifyJson(values);
}
