"use client";
import { Maximize2 } from "lucide-react";
import { memo } from "react";
import { bodyAt } from "../../../lib/edit/bodies.ts";
import type { Graph } from "../../../lib/graph.ts";
import { positionOf } from "../../../lib/graph.ts";
import type { PortKind } from "../../../lib/port-kinds.ts";
import type { PipelinePreview as Preview } from "../../../lib/views/api-views.ts";
import { openBody } from "../../editor/actions/open-body.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import { PipelinePreview } from "../../pipelines/pipeline-preview.tsx";

/** The body of a node in small, at the bottom of its card; a double click opens it. */
export const CardMiniature = memo(function CardMiniature({ id, title }: { id: string; title: string }) {
  const store = useEditorStore();
  const body = useEditor((state) => bodyAt(graphOf(state), state.catalogue, id));
  const catalogue = useEditor((state) => state.catalogue);
  if (!body) return null;
  const kindOf = (type: string): PortKind => Object.values(catalogue.get(type)?.outputs ?? {})[0]?.kind ?? "json";
  const types = Object.values(body.nodes).map(({ type }) => type);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same.
    <div className="pb-card-miniature" onDoubleClick={() => openBody(store, id)}>
      <PipelinePreview
        preview={previewOf(body)}
        kinds={Object.fromEntries(types.map((type) => [type, kindOf(type)]))}
      />
      <button
        type="button"
        tabIndex={-1}
        title="Open the body"
        aria-label={`Open the body of ${title}`}
        className="nodrag"
        onClick={() => openBody(store, id)}
      >
        <Maximize2 aria-hidden />
      </button>
    </div>
  );
});

function previewOf(body: Graph): Preview {
  return {
    nodes: Object.entries(body.nodes).map(([id, { type }]) => ({ id, type, ...positionOf(body, id) })),
    edges: body.edges.map(({ from, to }) => ({ from: from.node, to: to.node })),
  };
}
