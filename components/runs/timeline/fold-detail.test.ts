import { expect, test } from "vitest";
import { RunEvent, type RunEventData } from "../../../lib/run.ts";
import type { RunDetail } from "../../../lib/views/run-views.ts";
import { adoptDetail, foldEvents, openLiveRun } from "./fold-detail.ts";

const queued: RunDetail = {
  id: "r",
  pipelineId: "p",
  pipelineName: "Greeting",
  version: null,
  status: "queued",
  trigger: "manual",
  triggerNode: null,
  error: null,
  tokensIn: 0,
  tokensOut: 0,
  costUsd: 0,
  tokensPriced: 0,
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: null,
  finishedAt: null,
  durationMs: null,
  createdBy: null,
  snapshotId: "s",
  shareLinkId: null,
  cancelRequested: false,
  lastSeq: 1,
  parentId: null,
  resumedFrom: null,
  parentNode: null,
  parentIteration: null,
  parentIndex: null,
  input: {},
  output: null,
  steps: [],
};

const step = { nodeId: "answer", iteration: "" };
const story: RunEventData[] = [
  { type: "run.queued" },
  { type: "run.started", worker: "w", token: 1 },
  { type: "step.started", ...step, attempt: 1 },
  {
    type: "step.tokens",
    ...step,
    deltas: [
      [1, "Hel"],
      [2, "lo"],
    ],
  },
  {
    type: "step.succeeded",
    ...step,
    outputs: { reply: "Hello" },
    durationMs: 40,
    usage: { tokensIn: 7, tokensOut: 2 },
  },
  { type: "run.succeeded", output: { answer: "Hello" } },
];
const events: RunEvent[] = story.map((data, index) => ({
  runId: "r",
  seq: index + 1,
  at: new Date(Date.UTC(2026, 0, 1) + index * 100).toISOString(),
  data,
}));

test("a run that is watched from its beginning ends as it was told", () => {
  const { detail, texts } = foldEvents(openLiveRun(queued), events);
  expect(detail).toMatchObject({ status: "succeeded", output: { answer: "Hello" }, tokensIn: 7, tokensOut: 2 });
  expect(detail.durationMs).toBe(400);
  expect(detail.steps).toMatchObject([{ status: "succeeded", output: { reply: "Hello" }, durationMs: 40 }]);
  expect(texts.answer).toBe("Hello");
});

test("texts that grow side by side are kept apart, and what was discarded is gone", () => {
  const said = (text: string, to: object = {}) => ({
    type: "step.tokens" as const,
    ...step,
    ...to,
    deltas: [[1, text]],
  });
  const started = { type: "step.started" as const, ...step, attempt: 1 };
  const told = [started, said("Half"), said("", { isFresh: true }), said("Whole"), said("A", { part: "a" })].map(
    (data, index) => RunEvent.parse({ runId: "r", seq: index + 1, at: "2026-01-01T00:00:00Z", data }),
  );
  const live = foldEvents(openLiveRun(queued), told);
  expect(live.texts).toEqual({ answer: "Whole", "answer\na": "A" });
  const again = RunEvent.parse({ runId: "r", seq: 9, at: "2026-01-01T00:00:00Z", data: { ...started, attempt: 2 } });
  expect(foldEvents(live, [again]).texts).toEqual({ answer: "" });
});

test("events that the row already contains only add their words", () => {
  const row: RunDetail = {
    ...queued,
    status: "running",
    lastSeq: 4,
    tokensIn: 7,
    steps: foldEvents(openLiveRun(queued), events.slice(0, 4)).detail.steps,
  };
  const { detail, texts } = foldEvents(openLiveRun(row), events.slice(0, 4));
  expect(detail).toBe(row);
  expect(texts.answer).toBe("Hello");
});

test("the same event twice counts once", () => {
  const once = foldEvents(openLiveRun(queued), events);
  expect(foldEvents(once, events.slice(2))).toEqual(once);
});

test("a row that knows less than the events is not taken", () => {
  const live = foldEvents(openLiveRun(queued), events);
  expect(adoptDetail(live, { ...queued, lastSeq: 2 })).toBe(live);
  const newer = { ...live.detail, cancelRequested: true };
  expect(adoptDetail(live, newer).detail).toBe(newer);
});
