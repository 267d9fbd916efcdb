"use client";
import { ListTree } from "lucide-react";
import { type RefObject, useEffect, useId, useMemo } from "react";
import { type Expression, expressionLimits } from "../../../lib/expressions/expression.ts";
import { knownContext } from "../../../lib/expressions/known-context.ts";
import { emptyGraph } from "../../../lib/graph/graph.ts";
import { fitsIn } from "../../../lib/values/fits-in.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import { soleNode } from "../../editor/store/selection-slice.ts";
import { useLook } from "../../expressions/use-look.ts";
import { Button } from "../../ui/form/button.tsx";
import { Tooltip } from "../../ui/overlay/tooltip.tsx";
import type { BoxState } from "./box-state.ts";
import { CompletionList } from "./completion-list.tsx";
import { LastValue } from "./last-value.tsx";
import { ProblemNote } from "./problem-note.tsx";
import { useCompletion } from "./use-completion.ts";
import { useRunValues } from "./use-run-values.ts";

type Props = {
  box: RefObject<HTMLTextAreaElement | null>;
  expression: Expression;
  text: string;
  isReadOnly: boolean;
  /** Something was typed before this was there. */
  wasTyped: boolean;
  onState: (state: BoxState) => void;
};

/** Below a box with an expression: what is wrong with it, the names that may follow, and its value in the last run. */
export function ExpressionAssist({ box, expression, text, isReadOnly, wasTyped, onState }: Props) {
  const nodeId = useEditor(soleNode) ?? "";
  const values = useRunValues(nodeId);
  const { stepOf } = values;
  const nodes = useEditor((state) => graphOf(state).nodes);
  const edges = useEditor((state) => graphOf(state).edges);
  const catalogue = useEditor((state) => state.catalogue);
  // Without its layout: moving nodes about changes nothing here.
  const graph = useMemo(() => ({ ...emptyGraph, nodes, edges }), [nodes, edges]);
  const shape = useMemo(
    () => knownContext({ graph, catalogue, nodeId }, expression, stepOf),
    [graph, catalogue, nodeId, expression, stepOf],
  );
  const completion = useCompletion({ box, expression, text, shape, nodeId, isReadOnly, wasTyped });
  const context = useMemo(
    () => (shape.value !== undefined && fitsIn(shape.value, expressionLimits.context) ? shape.value : undefined),
    [shape.value],
  );
  const looked = useLook(expression.language, text, context, pauseMs);
  // While a name is being chosen the expression is unfinished, and that is no news.
  const problem = text.trim() === "" || completion.offer ? undefined : looked?.answer.problem;
  const noteId = useId();
  const { aria } = completion;
  const isWrong = problem?.level === "error";
  useEffect(
    () => onState({ aria: { ...aria, ...(isWrong ? { "aria-invalid": true } : {}) }, ...(problem ? { noteId } : {}) }),
    [onState, aria, isWrong, problem, noteId],
  );
  return (
    <>
      <CompletionList completion={completion} />
      {completion.openNow ? (
        <Tooltip label="Names that may follow here" keys="Ctrl+Space">
          <Button size="sm" tone="ghost" className="-my-1 -ml-2 self-start" onClick={completion.openNow}>
            <ListTree aria-hidden className="size-3.5" /> Names
          </Button>
        </Tooltip>
      ) : null}
      <ProblemNote id={noteId} problem={problem} text={text} box={box} />
      {text.trim() === "" || isWrong ? null : (
        <LastValue
          expression={expression}
          shape={shape}
          looked={looked}
          values={values}
          isTooLarge={shape.value !== undefined && context === undefined}
        />
      )}
    </>
  );
}

/** Milliseconds after the last keystroke: between two of a fast typist nothing blinks. */
const pauseMs = 200;
