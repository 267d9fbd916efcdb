import { useMemo } from "react";
import type { StepStatus } from "../../lib/run.ts";
import { useEditor } from "../editor/context.tsx";
import { graphOf } from "../editor/document-slice.ts";
import { issuesAt, statusOf } from "../editor/run-step.ts";
import type { Look } from "./far-paint.ts";

/** The token of each status that is told by a colour. */
const marks: Partial<Record<StepStatus | "ahead", string>> = {
  running: "info",
  waiting: "info",
  retrying: "warning",
  succeeded: "success",
  failed: "danger",
  in_doubt: "warning",
};

/** How each node looks besides its place: another function only when some node looks different. */
export function useLooks(): (id: string) => Look {
  const nodes = useEditor((state) => graphOf(state).nodes);
  const issues = useEditor((state) => state.issues);
  const run = useEditor((state) => state.run);
  const lens = useEditor((state) => state.lens);
  const steps = run?.detail.steps;
  const status = run?.detail.status;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of a run only its steps and its status are drawn, not its words.
  return useMemo(() => {
    return (id: string): Look => {
      const step = statusOf(run, id);
      const isRunning = step !== undefined && step !== "succeeded";
      const hasProblem = !isRunning && issuesAt(issues, id).length > 0;
      return {
        mark: hasProblem ? "warning" : step && marks[step],
        isDim: lens !== undefined && !lens.has(id),
        isFaint: Object.hasOwn(nodes, id) && nodes[id]?.disabled === true,
      };
    };
  }, [nodes, issues, lens, steps, status]);
}
