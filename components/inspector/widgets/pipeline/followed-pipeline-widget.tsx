"use client";
import { isObject } from "../../../../lib/values/is-object.ts";
import { useEditor } from "../../../editor/store/context.tsx";
import { PipelinePicker } from "../../../pipelines/pipeline-picker.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import type { WidgetProps } from "../widget.ts";
import { usePipelines } from "./use-pipelines.ts";

/** Another pipeline of the workspace, by its id and its name. */
export function FollowedPipelineWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  const own = useEditor((state) => state.pipelineId);
  const pipelines = usePipelines();
  const { id, name } = chosenOf(value);
  const known = pipelines.data?.find((each) => each.id === id);
  return (
    <>
      <div className="flex">
        <PipelinePicker
          ids={ids}
          name={known?.name ?? name}
          pipelines={(pipelines.data ?? []).filter((each) => each.id !== own)}
          isLoading={pipelines.isPending}
          isReadOnly={isReadOnly}
          onChoose={(chosen) => {
            const pipeline = pipelines.data?.find((each) => each.id === chosen);
            if (pipeline) onChange({ id: pipeline.id, name: pipeline.name });
          }}
        />
      </div>
      {id !== undefined && pipelines.data && !known ? (
        <Notice tone="warning">This pipeline was deleted or archived. Choose another one.</Notice>
      ) : null}
    </>
  );
}

function chosenOf(value: WidgetProps["value"]): { id?: string; name: string } {
  if (!isObject(value)) return { name: "" };
  const { id, name } = value;
  return { name: typeof name === "string" ? name : "", ...(typeof id === "string" ? { id } : {}) };
}
