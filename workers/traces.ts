/**
 * A run as spans: the run, in it its steps, in those of maps and loops the steps of their bodies. A run that came with a
 * traceparent joins its caller's trace; any other has a trace of its own, whose id is the run's id without dashes.
 */
import type { Attributes, Context, Span } from "@opentelemetry/api";
import type { ClaimedRun } from "../engine/queue/claim/claimed-run.ts";
import { type StepAddress, type StepEvent, stepKey } from "../engine/scheduler/step-events.ts";
import type { RunEnd, RunTelemetry, Telemetry } from "../engine/telemetry.ts";
import type { PlanNode } from "../lib/graph/plan.ts";
import type { RunError } from "../lib/run.ts";
import type { Tracing } from "../platform/tracing.ts";
import { modelAttributes, modelName, usageAttributes } from "./model-attributes.ts";

export function traceWork(tracing: Tracing): Telemetry {
  return {
    start: (run) => new TracedRun(tracing, run),
    wrote() {},
    retriedWrite() {},
  };
}

class TracedRun implements RunTelemetry {
  readonly #tracing: Tracing;
  readonly #run: Span;
  readonly #context: Context;
  readonly #ids: Attributes;
  readonly #steps = new Map<string, Span>();

  constructor(tracing: Tracing, run: ClaimedRun) {
    const { api, tracer } = tracing;
    this.#tracing = tracing;
    this.#ids = { "patchbay.run.id": run.id, "patchbay.workspace.id": run.workspaceId };
    tracing.beginTrace((run.parentId ?? run.id).replaceAll("-", ""));
    const attributes = {
      ...this.#ids,
      "patchbay.pipeline.id": run.pipelineId,
      "patchbay.run.token": run.token,
      "patchbay.worker.id": run.worker,
      ...(run.parentId === null ? {} : { "patchbay.run.parent_id": run.parentId }),
    };
    const kind = api.SpanKind.CONSUMER;
    this.#run = tracer.startSpan("run", { kind, attributes }, tracing.contextOf(run.traceparent));
    this.#context = api.trace.setSpan(api.ROOT_CONTEXT, this.#run);
  }

  step(event: StepEvent): void {
    if (event.type === "started" || event.type === "resumed") {
      this.#start(event.node, event.at, event.attempt);
      return;
    }
    const span = this.#steps.get(stepKey(event.at));
    if (span) this.#onEvent(span, event);
  }

  #onEvent(span: Span, event: Exclude<StepEvent, { type: "started" | "resumed" }>): void {
    switch (event.type) {
      case "tokens":
        firstToken(span, event.ms);
        return;
      case "waiting":
        span.addEvent("waiting", { "patchbay.wait.reason": event.reason });
        return;
      case "retrying":
        span.addEvent("retry", { "error.type": event.error.code, "patchbay.retry.delay_ms": event.delayMs });
        return;
      case "succeeded":
        if (event.usage && !event.node.body) span.setAttributes(usageAttributes(event.usage));
        break;
      case "failed":
      case "in_doubt":
        this.#fail(span, event.error);
        break;
      case "cancelled":
      case "skipped":
        span.setAttribute("patchbay.step.status", event.type);
    }
    span.end();
    this.#steps.delete(stepKey(event.at));
  }

  end(end: RunEnd): void {
    for (const span of this.#steps.values()) span.end();
    this.#steps.clear();
    this.#run.setAttribute("patchbay.run.status", end.status);
    if (end.status === "failed") this.#fail(this.#run, end.error);
    this.#run.end();
  }

  #start(node: PlanNode, at: StepAddress, attempt: number): void {
    const known = this.#steps.get(stepKey(at));
    if (known) {
      known.addEvent("attempt", { "patchbay.step.attempt": attempt });
      return;
    }
    const { api, tracer } = this.#tracing;
    const model = modelName(node);
    const attributes = {
      ...this.#ids,
      "patchbay.step.id": at.path,
      "patchbay.step.iteration": at.iteration,
      "patchbay.step.attempt": attempt,
      "patchbay.node.type": node.type,
      "patchbay.node.effect": node.effect,
      ...(model === undefined ? {} : modelAttributes(node)),
    };
    const name = model === undefined ? node.type : `chat ${model}`;
    const kind = model === undefined ? api.SpanKind.INTERNAL : api.SpanKind.CLIENT;
    const around = this.#steps.get(stepKey(enclosing(at)));
    const context = around ? api.trace.setSpan(api.ROOT_CONTEXT, around) : this.#context;
    this.#steps.set(stepKey(at), tracer.startSpan(name, { kind, attributes }, context));
  }

  #fail(span: Span, { code, message }: RunError): void {
    span.setAttribute("error.type", code);
    span.setStatus({ code: this.#tracing.api.SpanStatusCode.ERROR, message });
  }
}

/** The step in whose body this one is. */
function enclosing({ path, iteration }: StepAddress): StepAddress {
  const outer = (text: string) => text.slice(0, Math.max(0, text.lastIndexOf("/")));
  return { path: outer(path), iteration: outer(iteration) };
}

function firstToken(span: Span, ms: number): void {
  const name = "gen_ai.response.time_to_first_chunk";
  if (hasAttribute(span, name)) return;
  span.setAttribute(name, ms / 1000);
}

/** A span that is recorded shows its attributes; one that is not sampled has none. */
function hasAttribute(span: Span, name: string): boolean {
  return !("attributes" in span) || Object.hasOwn(Object(span.attributes), name);
}
