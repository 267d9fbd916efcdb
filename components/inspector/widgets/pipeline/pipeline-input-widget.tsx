"use client";
import { nodeAt } from "../../../../lib/graph/graph.ts";
import { bodyOf } from "../../../../lib/graph/pipeline-ref.ts";
import { chosenField } from "../../../../lib/ports/node-ports.ts";
import { useEditor } from "../../../editor/store/context.tsx";
import { graphOf } from "../../../editor/store/document-slice.ts";
import { soleNode } from "../../../editor/store/selection-slice.ts";
import { Select } from "../../../ui/form/select.tsx";
import type { WidgetProps } from "../widget.ts";

/** One of the inputs of the pipeline that the node runs. */
export function PipelineInputWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  const node = useEditor((state) => nodeAt(graphOf(state), soleNode(state) ?? ""));
  const manifest = useEditor((state) => state.catalogue.get(node?.type ?? ""));
  const inputs = (node && manifest && bodyOf(manifest, node)?.inputs) ?? [];
  return (
    <Select
      {...ids}
      value={chosenField(inputs, value)?.name}
      placeholder={inputs.length === 0 ? "Choose the pipeline first" : "Choose an input"}
      options={inputs.map(({ name, title }) => ({ value: name, label: title || name }))}
      disabled={isReadOnly || inputs.length === 0}
      onChange={onChange}
    />
  );
}
