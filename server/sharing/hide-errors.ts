/**
 * Why a run failed is for members: an error may name hosts, accounts, settings, or repeat what a server said. Who came by a
 * share link reads that it failed, and the run's id, by which its owner finds the rest.
 */
import { z } from "zod";
import { errorCodes } from "../../lib/errors.ts";
import { BlobRef, type RunError, type RunEvent, type Values } from "../../lib/run.ts";
import { defined } from "../../lib/values/defined.ts";
import type { Json } from "../../lib/values/json.ts";
import type { RunDetail, StepView } from "../../lib/views/run-views.ts";

const codes = Object.keys(errorCodes);

/** Budgets say themselves what strangers may read (state/budget/over-budget.ts). */
export function errorForVisitor(runId: string, { code, message, nodeId, isOutage }: RunError): RunError {
  const at = defined({ nodeId, isOutage });
  if (code === "over_budget") return { code, message, ...at };
  return { code: "run_failed", message: `This did not work. Its owner can see why in the run ${runId}.`, ...at };
}

export function runForVisitor(run: RunDetail): RunDetail {
  const { id, error, input, output } = run;
  return {
    ...run,
    error: error && errorForVisitor(id, error),
    input: valuesForVisitor(id, input),
    output: output && valuesForVisitor(id, output),
    steps: run.steps.map((step) => stepForVisitor(id, step)),
  };
}

export function stepForVisitor(runId: string, step: StepView): StepView {
  const { error, input, output } = step;
  return {
    ...step,
    error: error && errorForVisitor(runId, error),
    input: input && valuesForVisitor(runId, input),
    output: output && valuesForVisitor(runId, output),
  };
}

export function eventForHolder(event: RunEvent): RunEvent {
  const { runId, data } = event;
  const tell = (told: RunEvent["data"]) => ({ ...event, data: told });
  if ("error" in data) return tell({ ...data, error: errorForVisitor(runId, data.error) });
  if (data.type === "run.started") return tell({ ...data, worker: "" });
  if (data.type === "run.succeeded") return tell({ ...data, output: valuesForVisitor(runId, data.output) });
  return data.type === "step.succeeded" ? tell({ ...data, outputs: valuesForVisitor(runId, data.outputs) }) : event;
}

function valuesForVisitor(runId: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([port, value]) => [port, valueForVisitor(runId, value)]));
}

const KeptError = z.strictObject({ index: z.number().exactOptional(), code: z.enum(codes), message: z.string() });
const codeInText = new RegExp(`"code":\\s*"(?:${codes.join("|")})"`);

/**
 * Errors go on as values too, to where an error port or the errors of a map are connected; what a node has made of one is its
 * own words. Of one in a large value the preview is left out, and the value comes through here when it is read.
 */
export function valueForVisitor(runId: string, value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => valueForVisitor(runId, each));
  const kept = "code" in value ? KeptError.safeParse(value).data : undefined;
  if (kept) {
    const { code, message } = errorForVisitor(runId, kept);
    return { ...kept, code, message };
  }
  const blob = "$blob" in value ? BlobRef.safeParse(value).data : undefined;
  if (blob) return codeInText.test(blob.preview) ? { ...blob, preview: "" } : value;
  return valuesForVisitor(runId, value);
}
