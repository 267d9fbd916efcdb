import { expect, test } from "vitest";
import type { RunEvent, RunEventData } from "../../../lib/run.ts";
import { type Attempt, foldAttempt } from "./fold-attempts.ts";

const step = { nodeId: "answer", iteration: "" };
const busy = { code: "provider_busy", message: "Busy." };

/** One event a second. */
const attemptsOf = (...story: RunEventData[]) =>
  story
    .map((data, index): RunEvent => ({ runId: "r", seq: index + 1, at: second(index), data }))
    .reduce<readonly Attempt[]>(foldAttempt, []);
const second = (index: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();

test("each attempt has its time, its error and when the next is due", () => {
  const attempts = attemptsOf(
    { type: "step.started", ...step, attempt: 1 },
    { type: "step.retrying", ...step, attempt: 1, delayMs: 4000, error: busy },
    { type: "run.waiting", waitMs: 4000 },
    { type: "step.started", ...step, attempt: 2 },
    { type: "step.succeeded", ...step, outputs: {}, durationMs: 1000 },
  );
  expect(attempts).toEqual([
    { number: 1, startedAt: second(0), endedAt: second(1), error: busy, nextAt: second(5) },
    { number: 2, startedAt: second(3), endedAt: second(4), error: null, nextAt: null },
  ]);
});

test("an attempt that was open when the next began was cut off", () => {
  const [first, next] = attemptsOf(
    { type: "step.started", ...step, attempt: 1 },
    { type: "step.started", ...step, attempt: 2 },
  );
  expect(first).toMatchObject({
    endedAt: second(1),
    error: { message: "Interrupted: its worker stopped or crashed." },
  });
  expect(next).toMatchObject({ number: 2, endedAt: null, error: null });
});

test("a step that waited goes on in the same attempt", () => {
  const attempts = attemptsOf(
    { type: "step.started", ...step, attempt: 1 },
    { type: "step.waiting", ...step, reason: "time", waitMs: 1000 },
    { type: "step.started", ...step, attempt: 1 },
    { type: "step.failed", ...step, error: busy, durationMs: 1 },
  );
  expect(attempts).toEqual([{ number: 1, startedAt: second(0), endedAt: second(3), error: busy, nextAt: null }]);
});

test("a step that waits for a part of Patchbay goes on in the same attempt, however often it looks", () => {
  const away = { code: "unavailable", message: "Kafka cannot be reached.", isOutage: true } as const;
  const waiting = { type: "step.retrying", ...step, attempt: 1, delayMs: 4000, error: away } as const;
  const started = { type: "step.started", ...step, attempt: 1 } as const;
  const done = { type: "step.succeeded", ...step, outputs: {}, durationMs: 1 } as const;
  const open = { number: 1, startedAt: second(0), endedAt: null, error: null, nextAt: null };
  expect(attemptsOf(started, waiting, started, waiting)).toEqual([open]);
  expect(attemptsOf(started, waiting, started, waiting, started, done)).toEqual([{ ...open, endedAt: second(5) }]);
});
