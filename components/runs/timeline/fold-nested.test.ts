import { expect, test } from "vitest";
import type { RunEvent, RunEventData } from "../../../lib/run.ts";
import { freshDetail } from "../../editor/run/run-step.ts";
import { foldEvents, openLiveRun } from "./fold-detail.ts";

const run = freshDetail({ id: "r", pipelineId: "p", pipelineName: "Each", input: {}, triggerNode: null });

function fold(story: readonly RunEventData[]) {
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
  const events: RunEvent[] = story.map((data, index) => ({ runId: "r", seq: index + 1, at: at(index), data }));
  return foldEvents(openLiveRun(run), events).detail;
}

const started: RunEventData[] = [
  { type: "run.queued" },
  { type: "run.started", worker: "w", token: 1 },
  { type: "step.started", nodeId: "each", iteration: "", attempt: 1 },
];

test("steps inside a map count their tokens and are not gathered", () => {
  const usage = { tokensIn: 3, tokensOut: 4 };
  const inside = { nodeId: "each/ask", iteration: "7" };
  const detail = fold([
    ...started,
    { type: "step.started", ...inside, attempt: 1 },
    { type: "step.succeeded", ...inside, outputs: {}, durationMs: 1, usage },
  ]);
  expect(detail.steps.map((step) => step.nodeId)).toEqual(["each"]);
  expect(detail).toMatchObject(usage);
});

test("a run whose open steps all wait is waiting, until it is taken up again", () => {
  const waiting: RunEventData[] = [
    ...started,
    { type: "step.waiting", nodeId: "each", iteration: "", reason: "time", waitMs: 60_000 },
  ];
  const detail = fold(waiting);
  expect(detail).toMatchObject({ status: "waiting" });
  expect(detail.steps[0]).toMatchObject({ status: "waiting", waitUntil: "2026-01-01T00:01:03.000Z" });
  expect(fold([...waiting, { type: "run.started", worker: "w", token: 2 }]).status).toBe("running");
});

test("a run that begins with another one's results shows whose they are", () => {
  const detail = fold([{ type: "run.queued" }, { type: "run.resumed", from: "old", nodes: ["a", "b"], begun: [] }]);
  expect(detail).toMatchObject({ resumedFrom: "old" });
  expect(detail.steps.map(({ nodeId, reusedFrom }) => [nodeId, reusedFrom])).toEqual([
    ["a", "old"],
    ["b", "old"],
  ]);
});
