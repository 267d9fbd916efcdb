"use client";
import { SquarePen } from "lucide-react";
import { bodyAt } from "../../../../lib/edit/bodies.ts";
import { emptyGraph, nodeAt } from "../../../../lib/graph/graph.ts";
import { titleOf } from "../../../../lib/graph/node-titles.ts";
import type { Manifest } from "../../../../lib/node-types/manifest.ts";
import { isObject } from "../../../../lib/values/is-object.ts";
import { openBody } from "../../../editor/actions/open-body.ts";
import { useEditor, useEditorStore } from "../../../editor/store/context.tsx";
import { graphOf } from "../../../editor/store/document-slice.ts";
import { soleNode } from "../../../editor/store/selection-slice.ts";
import { Button } from "../../../ui/form/button.tsx";
import { Textarea } from "../../../ui/form/input.tsx";
import { countOf } from "../../../ui/text/format.ts";
import type { WidgetProps } from "../widget.ts";

type ToolNode = { id: string; title: string; manifest: Manifest };

/** The nodes inside that are called as tools. */
export function useTools(): ToolNode[] {
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const nodeId = useEditor(soleNode) ?? "";
  const own = catalogue.get(nodeAt(graph, nodeId)?.type ?? "");
  const body = bodyAt(graph, catalogue, nodeId) ?? emptyGraph;
  return Object.entries(body.nodes).flatMap(([id, { type, disabled }]) => {
    const manifest = catalogue.get(type);
    const isTool = manifest && !disabled && type !== own?.toolbox && type !== "approval";
    return isTool ? [{ id, title: titleOf(body, catalogue, id), manifest }] : [];
  });
}

/** The way into the node, where its tools are. */
export function ToolboxWidget({ isReadOnly }: WidgetProps) {
  const store = useEditorStore();
  const nodeId = useEditor(soleNode);
  const tools = useTools();
  const count = tools.length === 0 ? "No tools" : countOf(tools.length, "tool");
  return (
    <div className="flex items-center justify-between gap-2">
      <span className="min-w-0 truncate text-muted text-xs">
        {tools.length === 0 ? `${count} yet` : `${count}: ${tools.map(({ title }) => title).join(", ")}`}
      </span>
      <Button size="sm" className="shrink-0" onClick={() => openBody(store, nodeId)}>
        <SquarePen aria-hidden className="size-3.5" /> {isReadOnly ? "Look inside" : "Add or edit tools"}
      </Button>
    </div>
  );
}

/** A text for each tool inside, which the model reads. */
export function ToolTextsWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  const tools = useTools();
  const texts = isObject(value) ? value : {};
  if (tools.length === 0) return <p className="text-muted text-xs">There is a text here for each tool that you add.</p>;
  return (
    <ul className="flex flex-col gap-2">
      {tools.map(({ id, title, manifest }) => (
        <li key={id} className="flex flex-col gap-1">
          <label htmlFor={`${ids.id}-${id}`} className="text-muted text-xs">
            {title}
          </label>
          <Textarea
            id={`${ids.id}-${id}`}
            rows={2}
            className="field-sizing-content max-h-40"
            placeholder={manifest.summary}
            value={typeof texts[id] === "string" ? texts[id] : ""}
            readOnly={isReadOnly}
            onChange={(event) => onChange({ ...texts, [id]: event.currentTarget.value })}
          />
        </li>
      ))}
    </ul>
  );
}
