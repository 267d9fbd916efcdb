"use client";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api/provider.tsx";
import { PipelinePicker } from "../../pipelines/pipeline-picker.tsx";

const any = { id: "all", name: "Any pipeline", description: "" };

type Props = {
  /** An id, or "all". */
  chosen: string;
  /** The name of the one that the page was opened with; the others are read when the list is opened. */
  firstName: string | undefined;
  onChange: (id: string) => void;
};

/** Narrows a list of runs to one pipeline, also to one that has been archived. */
export function PipelineFilter({ chosen, firstName, onChange }: Props) {
  const trpc = useTRPC();
  const [isAsked, setAsked] = useState(false);
  const lists = useQueries({
    queries: [false, true].map((archived) =>
      trpc.pipelines.list.queryOptions({ archived }, { enabled: isAsked, staleTime: 30_000 }),
    ),
  });
  const pipelines = [any, ...lists.flatMap(({ data }) => data ?? [])];
  const name = pipelines.find(({ id }) => id === chosen)?.name ?? firstName ?? "One pipeline";
  return (
    <PipelinePicker
      className="bg-panel"
      ids={{ "aria-label": `Pipeline: ${name}` }}
      name={name}
      pipelines={pipelines}
      isLoading={lists.some(({ isLoading }) => isLoading)}
      isReadOnly={false}
      onChoose={onChange}
      onOpenChange={(isOpen) => isOpen && setAsked(true)}
    />
  );
}
