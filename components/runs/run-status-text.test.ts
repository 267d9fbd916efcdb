import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { RunDetail, StepView } from "../../lib/views/run-views.ts";
import { RunStatusText } from "./run-status-text.tsx";
import { freshStep } from "./timeline/fold-detail.ts";
import type { NodeInfo, NodeInfos } from "./timeline/node-info.ts";

const info = (title: string, more: Partial<NodeInfo> = {}): NodeInfo => ({
  ...{ title, typeTitle: "Node", category: "data", ports: { inputs: {}, outputs: {} }, depth: 0, expressions: [] },
  ...more,
});
const inside = { of: "items", pipelineId: "p", name: "One" } as const;
const nodes: NodeInfos = {
  answer: info("Answer"),
  each: info("Each", { inside }),
  "each/pause": info("Pause"),
};

const step = (
  nodeId: string,
  status: StepView["status"],
  waitUntil: string | null = null,
  more: Partial<StepView> = {},
): StepView => ({ ...freshStep, nodeId, iteration: "", status, waitUntil, ...more });

/** The server draws no time of day, so it stands as “…”. */
function shownText(status: RunDetail["status"], ...steps: StepView[]): string {
  const run = { status, steps } as Partial<RunDetail> as RunDetail;
  return renderToStaticMarkup(createElement(RunStatusText, { run, nodes })).replace(/<[^>]+>/g, "");
}
const soon = "2026-01-01T00:00:00.000Z";
const later = "2026-01-01T00:01:00.000Z";

test("a run that works says at what, and what of it pauses", () => {
  expect(shownText("queued")).toBe("Waiting for a worker.");
  expect(shownText("running", step("answer", "running"), step("each", "running"))).toBe("Running Answer, Each.");
  expect(shownText("running", step("each", "running"), step("answer", "retrying", soon))).toBe(
    "Running Each. Answer has not succeeded and is tried again at ….",
  );
});

test("a run at rest says what it waits for, also inside a map, and that it holds no worker", () => {
  expect(shownText("waiting", step("answer", "waiting", soon))).toBe(
    "Waiting at Answer until …. It uses no worker meanwhile.",
  );
  expect(shownText("waiting", step("answer", "waiting"))).toBe("Waiting at Answer. It uses no worker meanwhile.");
  const items = [step("each/pause", "waiting", later), step("each/pause", "waiting", soon)];
  expect(shownText("waiting", step("each", "running"), ...items)).toBe(
    "Waiting at Each › Pause until …. It uses no worker meanwhile.",
  );
});

test("a step that is tried again says since when it has not succeeded, and why", () => {
  const error = { code: "unavailable", message: "Kafka cannot be reached." };
  expect(shownText("waiting", step("answer", "retrying", later, { startedAt: soon, error }))).toBe(
    "Answer has not succeeded since … and is tried again at …. Kafka cannot be reached. It uses no worker meanwhile.",
  );
  // A share link does not tell what lies inside.
  expect(shownText("waiting", step("each/secret", "retrying", later, { error }))).toBe(
    "Each has not succeeded and is tried again at …. It uses no worker meanwhile.",
  );
});

test("a step that waits for a part of Patchbay says since when, and that it is no attempt of it that failed", () => {
  const error = { code: "unavailable", message: "Kafka cannot be reached.", isOutage: true } as const;
  expect(shownText("waiting", step("answer", "retrying", later, { startedAt: soon, error }))).toBe(
    "Answer has been waiting since … and looks again at …. Kafka cannot be reached. It uses no worker meanwhile.",
  );
});

test("a map that was cut into runs waits for them, and for no time of day", () => {
  expect(shownText("waiting", step("each", "waiting", soon))).toBe(
    "Each is waiting for its child runs. It uses no worker meanwhile.",
  );
});

test("what lies inside and is not told goes by the name of the node around it", () => {
  expect(shownText("waiting", step("each/secret", "waiting"))).toBe("Waiting at Each. It uses no worker meanwhile.");
});
