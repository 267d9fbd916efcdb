import type { RunDetail, StepView } from "../../../lib/views/run-views.ts";
import type { Attempt } from "./fold-attempts.ts";

/** The stretch of time a timeline draws, in milliseconds since the epoch. */
export type Span = { from: number; to: number };
/** Where a bar lies in its row, both in percent of the width. */
export type Bar = { left: number; width: number };

/** From the first thing that happened to the last, or to `now` while the run goes on. */
export function runSpan(run: RunDetail, now: number): Span {
  const from = Date.parse(run.startedAt ?? run.createdAt);
  const to = run.finishedAt === null ? now : Date.parse(run.finishedAt);
  const lastStep = Math.max(from, ...run.steps.map((step) => stepEnd(step, from)));
  return { from, to: Math.max(to, lastStep, from + 1) };
}

/** One bar an attempt, as far as the log has told; else one for all of them. None for a step that never began. */
export function stepBars(step: StepView, attempts: readonly Attempt[], span: Span): Bar[] {
  if (attempts.length > 1) {
    return attempts.map(({ startedAt, endedAt }) =>
      barOf(Date.parse(startedAt), endedAt === null ? span.to : Date.parse(endedAt), span),
    );
  }
  if (step.startedAt === null) return [];
  const isOpen = step.durationMs === null && step.finishedAt === null;
  return [barOf(Date.parse(step.startedAt), isOpen ? span.to : stepEnd(step, span.from), span)];
}

export function barOf(start: number, end: number, { from, to }: Span): Bar {
  const left = clamp(((start - from) / (to - from)) * 100);
  return { left, width: Math.min(100 - left, Math.max(0, ((end - start) / (to - from)) * 100)) };
}

/** Round places for the scale: at most `count` of them, in milliseconds since the run began. */
export function ticksOf({ from, to }: Span, count = 3): number[] {
  const total = to - from;
  const raw = total / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw) ?? 10 * power;
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step).filter(
    (at) => at < total * 0.94,
  );
}

/**
 * How long a step took with all its attempts and the pauses between them, in milliseconds. One that was cancelled has no
 * duration of its own, only a beginning and an end; in runs of earlier releases it was that of the last attempt.
 */
export function stepTime(step: StepView, attempts: readonly Attempt[]): number | null {
  const { finishedAt, durationMs } = step;
  if (finishedAt === null || (step.attempt <= 1 && durationMs !== null)) return durationMs;
  const startedAt = attempts[0]?.startedAt ?? step.startedAt;
  return startedAt === null ? durationMs : Date.parse(finishedAt) - Date.parse(startedAt);
}

/** Short, because many stand in a row: 0, 200 ms, 1.5 s, 2:30. */
export function formatTick(ms: number): string {
  if (ms === 0) return "0";
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${ms / 1000} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * In the order of the graph, so that rows keep their places while a run goes on; at one depth by their beginning, and
 * those which never began last.
 */
export function inOrder(steps: readonly StepView[], depthOf: (nodeId: string) => number): StepView[] {
  const start = ({ startedAt }: StepView) => (startedAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(startedAt));
  return steps.toSorted((a, b) => depthOf(a.nodeId) - depthOf(b.nodeId) || start(a) - start(b));
}

function stepEnd(step: StepView, otherwise: number): number {
  if (step.startedAt === null) return otherwise;
  if (step.finishedAt !== null) return Date.parse(step.finishedAt);
  return step.durationMs === null ? otherwise : Date.parse(step.startedAt) + step.durationMs;
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
