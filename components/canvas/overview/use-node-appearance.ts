import { useMemo } from "react";
import type { StepStatus } from "../../../lib/run.ts";
import { isReportedByRun, issuesAt, statusOf } from "../../editor/run/run-step.ts";
import { markOf } from "../../editor/store/canvas-view-slice.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import type { Mark } from "../../editor/store/draw-diff.ts";
import type { NodeAppearance } from "./overview-paint.ts";

/** The token of each status that is told by a colour. */
const marks: Partial<Record<StepStatus | "ahead", string>> = {
  running: "info",
  waiting: "info",
  retrying: "warning",
  succeeded: "success",
  failed: "danger",
  in_doubt: "warning",
};

/** The token of each mark of a comparison. */
const diffMarks = { added: "success", removed: "danger", changed: "warning", moved: "info" } as const satisfies Record<
  Mark,
  string
>;

/** How each node looks besides its place: another function only when some node looks different. */
export function useNodeAppearance(): (id: string) => NodeAppearance {
  const nodes = useEditor((state) => drawnGraphOf(state).nodes);
  const issues = useEditor((state) => state.drawnIssues);
  const store = useEditorStore();
  const highlighted = useEditor((state) => state.highlighted);
  const canvasView = useEditor((state) => state.canvasView);
  const showsMoves = useEditor((state) => state.showsMoves);
  const steps = useEditor(({ run }) => run?.detail.steps);
  const status = useEditor(({ run }) => run?.detail.status);
  const runNodes = useEditor((state) => state.runNodes);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of a run its nodes, steps and status are drawn, not its words.
  return useMemo(() => {
    return (id: string): NodeAppearance => {
      const diff = markOf({ canvasView, showsMoves }, "nodes", id);
      if (diff) return { mark: diffMarks[diff], isMarked: true, isFaint: diff === "removed" };
      const step = statusOf(store.getState(), id);
      const hasProblem = !isReportedByRun(step) && issuesAt(issues, id).length > 0;
      return {
        mark: hasProblem ? "warning" : step && marks[step],
        isDim: highlighted !== undefined && !highlighted.has(id),
        isFaint: Object.hasOwn(nodes, id) && nodes[id]?.disabled === true,
      };
    };
  }, [nodes, issues, highlighted, canvasView, showsMoves, runNodes, steps, status]);
}
